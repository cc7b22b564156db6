# Three slow queries at once over one session take as long as one: what async is for elsewhere.
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../PgTasks.psd1"
$session = Start-PgTaskServer -Ephemeral | Connect-PgTask -MinPoolSize 3
$module = (Get-Module PgTasks).Path

$watch = [System.Diagnostics.Stopwatch]::StartNew()
$names = 'one', 'two', 'three' | ForEach-Object -Parallel {
    Import-Module $using:module
    Invoke-PgTaskQuery 'SELECT pg_sleep(3)' -Session $using:session -NonQuery > $null
    $_
}
"Queries that ran: $($names.Count)"
"All at once: $($watch.Elapsed.TotalSeconds -lt 8.9)"

# The same as jobs, where the host has thread jobs: start now, look later.
if (Get-Command Start-ThreadJob -ErrorAction Ignore) {
    $watch.Restart()
    $jobs = 1..3 | ForEach-Object {
        Start-ThreadJob {
            Import-Module $using:module
            Invoke-PgTaskQuery 'SELECT pg_sleep(3)' -Session $using:session -NonQuery
        }
    }
    $null = $jobs | Receive-Job -Wait -AutoRemoveJob
    if ($watch.Elapsed.TotalSeconds -ge 8.9) { throw "The jobs took $($watch.Elapsed): one after the other." }
}

Disconnect-PgTask $session
