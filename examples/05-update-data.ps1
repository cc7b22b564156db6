# Updates rows. -NonQuery gives the number of rows concerned.
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../PgTasks.psd1"
$null = Start-PgTaskServer -Ephemeral | Connect-PgTask
. "$PSScriptRoot/shared/users.ps1"

$count = Invoke-PgTaskQuery 'UPDATE users SET age = @age WHERE email = @email' -NonQuery -Parameter @{
    age   = 29
    email = 'alice@example.com'
}
"Updated $count row(s)"

$count = Invoke-PgTaskQuery 'UPDATE users SET age = age + 1 WHERE age < @limit' -NonQuery -Parameter @{ limit = 30 }
"Birthday bump: $count user(s) aged up"

Disconnect-PgTask
