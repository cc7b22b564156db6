# Reads all rows, one row, and rows by a condition. A row's properties are the columns.
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../PgTasks.psd1"
$null = Start-PgTaskServer -Ephemeral | Connect-PgTask
. "$PSScriptRoot/shared/users.ps1"

'All users:'
Invoke-PgTaskQuery 'SELECT id, name, email, age FROM users ORDER BY name' |
    ForEach-Object { "  $($_.id): $($_.name) ($($_.email)), age $($_.age)" }

$alice = Invoke-PgTaskQuery 'SELECT name, age FROM users WHERE email = @email' -Parameter @{ email = 'alice@example.com' }
"`nFound: $($alice.name), age $($alice.age)"

"`nUsers over 25:"
Invoke-PgTaskQuery 'SELECT name, email, age FROM users WHERE age > $1 ORDER BY id' -ArgumentList 25 |
    ForEach-Object { "  $($_.name): $($_.email), age $($_.age)" }

Disconnect-PgTask
