# A block that commits as a whole or not at all; a block within it is a savepoint.
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../PgTasks.psd1"
$null = Start-PgTaskServer -Ephemeral | Connect-PgTask
. "$PSScriptRoot/shared/users.ps1"

try {
    Invoke-PgTaskTransaction {
        Invoke-PgTaskQuery 'UPDATE users SET age = age - 1 WHERE name = @name' -Parameter @{ name = 'Alice Chen' }
        Invoke-PgTaskQuery 'UPDATE users SET age = age + 1 WHERE name = @name' -Parameter @{ name = 'Bob Park' }
        'Both updates committed together'
    }
} catch {
    "Transaction rolled back: $_"
}

$insert = 'INSERT INTO users (name, email, age) VALUES (@name, @email, @age)'
Invoke-PgTaskTransaction {
    Invoke-PgTaskQuery $insert -Parameter @{ name = 'Eve Brown'; email = 'eve@example.com'; age = 31 }
    try {
        # This block can fail and take nothing of the outer one with it.
        Invoke-PgTaskTransaction {
            Invoke-PgTaskQuery $insert -Parameter @{ name = 'Eve Brown'; email = 'eve-duplicate@example.com'; age = 31 }
        }
    } catch {
        'Inner savepoint rolled back, outer transaction continues'
    }
}
'Eve inserted successfully'

Disconnect-PgTask
