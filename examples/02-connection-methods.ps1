# The same connection said in three ways. Each session closes with Disconnect-PgTask, or with its runspace.
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../PgTasks.psd1"
$server = Start-PgTaskServer -Ephemeral
$null = $server | Connect-PgTask -Name admin
Invoke-PgTaskQuery 'CREATE DATABASE myapp' -Session admin

# Method 1: a connection string, as psql takes it (or as Npgsql does).
$first = Connect-PgTask "host=$($server.HostName) port=$($server.Port) dbname=myapp user=$($server.UserName)"

# Method 2: parameters.
$second = Connect-PgTask -HostName $server.HostName -Port $server.Port -Database myapp -UserName $server.UserName

# Method 3: a URI. The directory of a Unix socket stands in it with its slashes escaped.
$hostPart = [uri]::EscapeDataString($server.HostName)
$third = Connect-PgTask -Uri "postgresql://$($server.UserName)@${hostPart}:$($server.Port)/myapp"

"Connected to: $($third.Database)"
"Server version: $($third.ServerVersionNumber)"

Get-PgTaskSession | Disconnect-PgTask
