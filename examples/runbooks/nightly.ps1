<#
.SYNOPSIS
A nightly job over a list of servers: one task a server and night, however often and from however many machines it is run.
.DESCRIPTION
The key makes two runs at once add each task once, what was done this night is not added again, and the serial keeps two jobs from running on one server at a time.
What fails is tried again; what a killed run leaves behind, the next one takes up when its lease is over.
.PARAMETER ServerName
The servers.
.PARAMETER Work
What to do for a task; its Data has the name of the server. Instead of that a runbook of your own has its block here.
.EXAMPLE
./nightly.ps1 -ServerName web1, web2, db1
#>
param(
    [Parameter(Mandatory)] [string[]] $ServerName,
    [scriptblock] $Work = { param($Task) "Checked $($Task.Data.server)" },
    [int] $ThrottleLimit = 4,
    [timespan] $Lease = '00:01:00'
)

$ErrorActionPreference = 'Stop'
$night = Get-Date -Format yyyy-MM-dd
$done = @(Get-PgTask -Project nightly -Status Completed -CompletedAfter today).Key
foreach ($name in $ServerName | Where-Object { "nightly/$night/$_" -notin $done }) {
    $null = Add-PgTask "Check $name" -Project nightly -Key "nightly/$night/$name" -Serial $name -Data @{ server = $name } -MaxAttempts 3
}

$text = "$Work"
Invoke-PgTask -Project nightly -ThrottleLimit $ThrottleLimit -Lease $Lease -KeepResult -ErrorAction Continue {
    param($Task)
    & ([scriptblock]::Create($using:text)) $Task
}
