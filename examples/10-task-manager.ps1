# The task manager: three tasks, one done, one deleted. Runs on a PostgreSQL that it starts itself and that ends with it.
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../PgTasks.psd1"
$session = Start-PgTaskServer -Ephemeral | Connect-PgTask -MinPoolSize 2 -MaxPoolSize 5

$learn = Add-PgTask 'Learn psycopg' 'Complete the PostgreSQL tutorial'
$build = Add-PgTask 'Build REST API' 'Create FastAPI endpoints for tasks'
$write = Add-PgTask 'Write tests' 'Add pytest coverage for database layer'
"Created tasks: $($learn.Id), $($build.Id), $($write.Id)"

"`nAll tasks:"
Get-PgTask | ForEach-Object { "  [$($_.Status.ToString().ToLowerInvariant())] #$($_.Id): $($_.Title)" }

$learn | Complete-PgTask
"`nCompleted task #$($learn.Id)"

"`nPending tasks:"
Get-PgTask -Status Pending | ForEach-Object { "  #$($_.Id): $($_.Title)" }

$write | Remove-PgTask
"`nDeleted task #$($write.Id)"

"`nTotal tasks remaining: $(@(Get-PgTask -All).Count)"

Disconnect-PgTask $session
