<#
.SYNOPSIS
A review of what has failed for good: what may work now begins anew, what cannot is called off, and the rest is shown.
.PARAMETER Retry
A pattern of LastError: such tasks begin anew.
.PARAMETER GiveUp
A pattern of LastError: such tasks are called off, with a note that says why.
.EXAMPLE
./dead-letters.ps1 -Retry *timed*out* -GiveUp *not*found* -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param([string] $Project = '*', [string] $Retry, [string] $GiveUp)

$ErrorActionPreference = 'Stop'
foreach ($task in Get-PgTask -Status Failed -All | Where-Object { -not $_.Project -or $_.Project -like $Project }) {
    $reason = ("$($task.LastError)" -split '\r?\n')[0]
    if ($Retry -and $reason -like $Retry) {
        $task | Restart-PgTask
    }
    elseif ($GiveUp -and $reason -like $GiveUp) {
        if ($PSCmdlet.ShouldProcess("$task", 'Give up')) {
            $null = $task | Add-PgTaskNote "Given up: $reason"
            $task | Stop-PgTask
        }
    }
    else {
        [pscustomobject]@{ Id = $task.Id; Title = $task.Title; Attempts = $task.Attempts; Since = $task.UpdatedAt; Reason = $reason }
    }
}
