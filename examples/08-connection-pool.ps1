# A session is a pool of connections: opened once, lent to each command, shared by runspaces.
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../PgTasks.psd1"
$session = Start-PgTaskServer -Ephemeral | Connect-PgTask -MinPoolSize 2 -MaxPoolSize 10
. "$PSScriptRoot/shared/users.ps1"
Invoke-PgTaskQuery 'DELETE FROM users WHERE email = @email' -Parameter @{ email = 'dave@example.com' }

"User count: $(Invoke-PgTaskQuery 'SELECT count(*) FROM users' -Scalar)"

# The runspace keeps one connection for its own SQL; a command for tasks, or another runspace, gets the other.
"First user: $(Invoke-PgTaskQuery 'SELECT name FROM users ORDER BY id LIMIT 1' -Scalar)"

$pool = $session.Pool
"Pool size: $($pool.Size), available: $($pool.Idle)"

Disconnect-PgTask
