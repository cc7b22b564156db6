# Inserts one row, and several by pipeline. Values are parameters, never part of the SQL's text.
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../PgTasks.psd1"
$null = Start-PgTaskServer -Ephemeral | Connect-PgTask

Invoke-PgTaskQuery @'
    CREATE TABLE IF NOT EXISTS users (
        id serial PRIMARY KEY,
        name text NOT NULL,
        email text UNIQUE NOT NULL,
        age integer
    )
'@

$insert = 'INSERT INTO users (name, email, age) VALUES (@name, @email, @age)'
Invoke-PgTaskQuery $insert -Parameter @{ name = 'Alice Chen'; email = 'alice@example.com'; age = 28 }

# Objects piped in are parameter sets; they travel in batches. For very many rows there is Copy-PgTaskTable.
$newUsers = @(
    [pscustomobject]@{ name = 'Bob Park'; email = 'bob@example.com'; age = 34 }
    [pscustomobject]@{ name = 'Carol Smith'; email = 'carol@example.com'; age = 22 }
    [pscustomobject]@{ name = 'Dave Wilson'; email = 'dave@example.com'; age = 45 }
)
$newUsers | Invoke-PgTaskQuery $insert

"Inserted $(1 + $newUsers.Count) users successfully"

Disconnect-PgTask
