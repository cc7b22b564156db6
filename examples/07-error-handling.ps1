# Tells errors apart by the name of PostgreSQL's condition, which begins each FullyQualifiedErrorId.
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../PgTasks.psd1"
$null = Start-PgTaskServer -Ephemeral | Connect-PgTask
. "$PSScriptRoot/shared/users.ps1"

try {
    # Fails where the address exists: the column has a UNIQUE constraint.
    Invoke-PgTaskQuery 'INSERT INTO users (name, email, age) VALUES (@name, @email, @age)' -Parameter @{
        name = 'Alice Chen'; email = 'alice@example.com'; age = 28
    }
} catch [System.Data.Common.DbException] {
    $failure = $_ # within switch, $_ is what it compares
    switch -Wildcard ($failure.FullyQualifiedErrorId) {
        'UniqueViolation,*' { "Duplicate entry: $($failure.Exception.Data['Detail'])"; break }
        'Connect*,*' { "Connection problem: $failure"; break }
        'SyntaxError,*' { "SQL error: $failure"; break }
        default { "Database error $($failure.Exception.SqlState): $failure" }
    }
} catch {
    "Unexpected error: $($_.Exception.GetType().Name): $_"
}

Disconnect-PgTask
