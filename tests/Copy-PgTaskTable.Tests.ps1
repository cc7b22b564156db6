BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    Invoke-TestSql $store @'
        CREATE TYPE mood AS ENUM ('ok', 'sad');
        CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL, email text UNIQUE, age int, created_at timestamptz);
        CREATE TABLE "Odd ""Name" ("Col A" int, "cOL" text);
        CREATE TABLE kinds (b bool, n numeric, d date, ts timestamp, iv interval, u uuid, by bytea, j jsonb, m mood,
            ms mood[], t text[], i int[], p point, r int4range, ip inet, c char(3), v varchar(5), tm time, f real, o oid,
            x xml)
'@
    function Get-ErrorRecord([scriptblock] $Command) { try { & $Command | Out-Null } catch { $_ } }
}

AfterAll { Remove-TestStore $store }

Describe 'Copy-PgTaskTable' {
    BeforeEach { Invoke-TestSql $store 'TRUNCATE users, kinds, "Odd ""Name" RESTART IDENTITY' }

    It 'loads the properties of the objects and says how many' {
        $count = 1..1000 | ForEach-Object { [pscustomobject] @{ name = "n$_"; age = $_ } } | Copy-PgTaskTable users
        $count | Should -BeOfType long
        $count | Should -Be 1000
        Invoke-TestSql $store 'SELECT sum(age)::int FROM users' | Should -Be 500500
    }

    It 'loads those that -Column says, from objects, dictionaries and lists' {
        [pscustomobject] @{ Name = 'a'; Email = 'a@x'; Other = 1 } | Copy-PgTaskTable users name, email | Should -Be 1
        @{ name = 'b'; email = $null } | Copy-PgTaskTable public.users -Column name, email | Should -Be 1
        , @('c', 'c@x') | Copy-PgTaskTable users -Column name, email | Should -Be 1
        Invoke-TestSql $store 'SELECT name FROM users ORDER BY name' | Should -BeExactly a, b, c
    }

    It 'matches a class''s CreatedAt with created_at' {
        $now = Get-Date
        [pscustomobject] @{ Name = 'a'; CreatedAt = $now } | Copy-PgTaskTable users
        $stored = Invoke-TestSql $store 'SELECT created_at FROM users'
        [math]::Abs(($stored.ToLocalTime() - $now).TotalMilliseconds) | Should -BeLessThan 1
    }

    It 'quotes names' {
        @{ 'Col A' = 1; cOL = 'x' } | Copy-PgTaskTable '"Odd ""Name"' | Should -Be 1
        Invoke-TestSql $store 'SELECT "cOL" FROM "Odd ""Name"' | Should -BeExactly x
    }

    It 'takes a CSV file''s texts for what the columns are, and its empty cells for NULL' {
        "name,age,created_at`nAnn,28,2024-02-29T12:00:00Z`nBob,," | ConvertFrom-Csv | Copy-PgTaskTable users | Should -Be 2
        Invoke-TestSql $store "SELECT name FROM users WHERE age = 28 AND created_at = '2024-02-29 12:00Z'" |
            Should -BeExactly Ann
        Invoke-TestSql $store 'SELECT name FROM users WHERE age IS NULL AND created_at IS NULL' | Should -BeExactly Bob
    }

    It 'takes any column' {
        [pscustomobject] @{
            b = 'false'; n = 1.25d; d = '2024-02-29'; ts = [datetime] '2024-02-29 10:00'; iv = [timespan] '-2.03:04:05'
            u = [guid]::Empty; by = [byte[]] (1, 255); j = @{ k = 1 }; m = 'sad'; ms = 'ok', 'sad'; t = 'x', 'y"'
            i = 1, $null; p = '(1,2)'; r = '[1,5)'; ip = '10.0.0.0/8'; c = 'ab'; v = 12345; tm = '01:02:03'; f = 1.5
            o = 7; x = '<a/>'
        } | Copy-PgTaskTable kinds | Should -Be 1
        $row = Invoke-TestSql $store @'
            SELECT NOT b AND n = 1.25 AND d = '2024-02-29' AND ts = '2024-02-29 10:00' AND iv = '-2 days -03:04:05'
            AND u = '00000000-0000-0000-0000-000000000000' AND by = '\x01ff' AND j = '{"k": 1}' AND m = 'sad'
            AND ms = '{ok,sad}' AND t = '{x,"y\""}' AND i[2] IS NULL AND p ~= '(1,2)' AND r = '[1,5)'
            AND ip = '10.0.0.0/8' AND c = 'ab' AND v = '12345' AND tm = '01:02:03' AND f = 1.5 AND o = 7
            AND x::text = '<a/>' FROM kinds
'@
        $row | Should -BeTrue
    }

    It 'stores nothing where a value does not fit, and says which' {
        $problem = Get-ErrorRecord { @{ name = 'a'; age = 1 }, @{ name = 'b'; age = 'x' } | Copy-PgTaskTable users }
        $problem.FullyQualifiedErrorId | Should -BeExactly 'ValueNotConvertible,PgTasks.Commands.CopyPgTaskTableCommand'
        $problem.TargetObject.name | Should -BeExactly b
        Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 0
    }

    It 'stores nothing where the server refuses a row' {
        $in = @{ name = 'a'; email = 'x' }, @{ name = 'b'; email = 'x' }
        (Get-ErrorRecord { $in | Copy-PgTaskTable users }).Exception.SqlState | Should -BeExactly '23505'
        Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 0
    }

    It 'names what is missing' -ForEach @(
        @{ In = @{ name = 'a'; nope = 1 }; Table = 'users'; Id = 'ColumnNotFound' }
        @{ In = @{ name = 'a' }; Table = 'nowhere'; Id = 'UndefinedTable' }
        @{ In = @{ name = 'a' }, @{ nam = 'b' }; Table = 'users'; Id = 'PropertyMissing' }
    ) {
        (Get-ErrorRecord { $In | Copy-PgTaskTable $Table }).FullyQualifiedErrorId | Should -BeLike "$Id,*"
        Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 0
    }

    It 'belongs to the transaction' {
        { Invoke-PgTaskTransaction {
            @{ name = 'a' }, @{ name = 'b' } | Copy-PgTaskTable users | Should -Be 2
            throw 'no'
        } } | Should -Throw
        Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 0
        Invoke-PgTaskTransaction { Invoke-PgTaskQuery "SELECT 'x' AS name" | Copy-PgTaskTable users } | Should -Be 1
        Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 1
    }

    It 'says 0 where nothing comes, and does nothing with -WhatIf' {
        @() | Copy-PgTaskTable users | Should -Be 0
        @{ name = 'a' } | Copy-PgTaskTable users -WhatIf
        Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 0
    }

    It 'ends on the server when it is stopped' {
        $result = Stop-BlockedCommand $store { @{ name = 'a' } | Copy-PgTaskTable users } -Table users
        $result.State | Should -Be Stopped
        Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 0
    }
}
