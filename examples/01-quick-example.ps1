# Connects, creates a table, inserts a row and reads it back.
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../PgTasks.psd1"
$null = Start-PgTaskServer -Ephemeral | Connect-PgTask

Invoke-PgTaskQuery 'CREATE TABLE IF NOT EXISTS greetings (id serial PRIMARY KEY, message text NOT NULL)'
Invoke-PgTaskQuery 'INSERT INTO greetings (message) VALUES (@message)' -Parameter @{ message = 'Hello from PowerShell!' }

$row = Invoke-PgTaskQuery 'SELECT id, message FROM greetings ORDER BY id DESC LIMIT 1'
"ID: $($row.id), Message: $($row.message)"

Disconnect-PgTask
