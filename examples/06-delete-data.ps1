# Deletes a row and counts the rest. -Scalar gives the first column of the first row.
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../PgTasks.psd1"
$null = Start-PgTaskServer -Ephemeral | Connect-PgTask
. "$PSScriptRoot/shared/users.ps1"

$count = Invoke-PgTaskQuery 'DELETE FROM users WHERE email = @email' -NonQuery -Parameter @{ email = 'dave@example.com' }
"Deleted $count user(s)"

$count = Invoke-PgTaskQuery 'SELECT count(*) FROM users' -Scalar
"Remaining users: $count"

Disconnect-PgTask
