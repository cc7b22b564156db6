<#
.SYNOPSIS
A worker for fan-out.ps1, to run as a service: as many as you like, on as many machines as you like.
.DESCRIPTION
SIGTERM ends it, as systemd and Kubernetes do: what it holds is given back at once.
.EXAMPLE
./worker.ps1 -Until Forever
#>
param([object] $Until = 'Empty', [int] $ThrottleLimit = 2)

$ErrorActionPreference = 'Stop'
Invoke-PgTask -Project count -Until $Until -ThrottleLimit $ThrottleLimit -Lease 30s -KeepResult -ErrorAction Continue {
    param($Task)
    if ($Task.Project -eq 'count.part') {
        # A step that was done is not done again when a later one fails.
        $lines = Invoke-PgTaskStep count { @(Get-Content -LiteralPath $Task.Data.path).Count }
        @{ lines = $lines }
    }
    else {
        @{ lines = (Get-PgTask $Task.Data.parts | ForEach-Object { $_.Result.lines } | Measure-Object -Sum).Sum }
    }
}
