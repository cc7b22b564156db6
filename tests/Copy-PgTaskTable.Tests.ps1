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

    It 'stores nothing where a value does not fit, and says which, with the server''s own error' {
        $problem = Get-ErrorRecord { @{ name = 'a'; age = 1 }, @{ name = 'b'; age = 'x' } | Copy-PgTaskTable users }
        $problem.FullyQualifiedErrorId |
            Should -BeExactly 'InvalidTextRepresentation,PgTasks.Commands.CopyPgTaskTableCommand'
        $problem.Exception.SqlState | Should -BeExactly '22P02'
        $problem.TargetObject.name | Should -BeExactly b
        $problem.ErrorDetails.Message | Should -BeLike '*2*age*'
        Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 0
    }

    It 'names the row within a transaction too, and leaves that usable' {
        Invoke-PgTaskTransaction {
            $in = @{ name = 'a'; email = 'x' }, @{ name = 'b'; email = 'x' }
            (Get-ErrorRecord { $in | Copy-PgTaskTable users }).TargetObject.name | Should -BeExactly b
            @{ name = 'c' } | Copy-PgTaskTable users | Should -Be 1
        }
        Invoke-TestSql $store 'SELECT name FROM users' | Should -BeExactly c
    }

    It 'names the row that a foreign key refuses' {
        Invoke-TestSql $store 'CREATE TABLE pets (owner int REFERENCES users, name text)'
        Invoke-TestSql $store "INSERT INTO users (name) VALUES ('Ann')"
        $problem = Get-ErrorRecord { 1, 1, 7, 1, 8 | ForEach-Object { @{ owner = $_; name = 'x' } } | Copy-PgTaskTable pets }
        $problem.Exception.SqlState, $problem.TargetObject.owner | Should -Be '23503', 7
        Invoke-TestSql $store 'DROP TABLE pets'
    }

    It 'refuses what it cannot make a value of' -ForEach '{ 1 }', '[securestring]::new()', '[System.IO.MemoryStream]::new()' {
        $problem = Get-ErrorRecord { @{ name = Invoke-Expression $_ } | Copy-PgTaskTable users }
        $problem.FullyQualifiedErrorId | Should -BeLike 'ValueNotConvertible,*'
    }

    It 'reads texts as the server does: <Text> into <Type>' -ForEach @(
        @{ Type = 'numeric'; Text = '12345678901234.5678' }
        @{ Type = 'numeric'; Text = 'NaN' }
        @{ Type = 'text[]'; Text = '{a,b}' }
        @{ Type = 'bytea'; Text = '\x00ff' }
        @{ Type = 'timestamp'; Text = '2024-02-29 12:34:56' }
        @{ Type = 'date'; Text = '0044-03-15 BC' }
        @{ Type = 'date'; Text = '9999-12-31' }
        @{ Type = 'date'; Text = '0001-01-01' }
        @{ Type = 'time'; Text = '24:00:00' }
        @{ Type = 'jsonb'; Text = '"x"' }
        @{ Type = 'int[]'; Text = '{{1,2},{3,4}}' }
    ) {
        Invoke-TestSql $store "CREATE TABLE cell (v $Type)"
        try {
            @{ v = $Text } | Copy-PgTaskTable cell | Should -Be 1
            Invoke-TestSql $store 'SELECT v::text FROM cell' | Should -BeExactly $Text
        } finally { Invoke-TestSql $store 'DROP TABLE cell' }
    }

    It 'writes <Value> into <Type> as <Text>' -ForEach @(
        @{ Type = 'numeric'; Value = 1.50d; Text = '1.50' }
        @{ Type = 'numeric'; Value = [bigint]::Pow(10, 40); Text = "1$('0' * 40)" }
        @{ Type = 'int'; Value = 5.0; Text = '5' }
        @{ Type = 'bigint'; Value = 1e15; Text = '1000000000000000' }
        @{ Type = 'float8'; Value = [double]::NegativeInfinity; Text = '-Infinity' }
        @{ Type = 'date'; Value = [datetime] '9999-12-31'; Text = '9999-12-31' }
        @{ Type = 'date'; Value = [DateOnly]::MaxValue; Text = '9999-12-31' }
        @{ Type = 'date'; Value = [datetime]::MinValue; Text = '0001-01-01' }
        @{ Type = 'timestamp'; Value = [datetime]::MaxValue; Text = 'infinity' }
        @{ Type = 'timestamp'; Value = [datetime] '2024-02-29 10:00:00.1234567'; Text = '2024-02-29 10:00:00.123456' }
        @{ Type = 'time'; Value = [timespan] '1.00:00'; Text = '24:00:00' }
        @{ Type = 'interval'; Value = [timespan] '-2.03:04:05'; Text = '-2 days -03:04:05' }
        @{ Type = 'text'; Value = $true; Text = 'true' }
        @{ Type = 'text'; Value = [DayOfWeek]::Friday; Text = 'Friday' }
        @{ Type = 'jsonb'; Value = @{ a = 1 }; Text = '{"a": 1}' }
        @{ Type = 'jsonb'; Value = 1, 2; Text = '[1, 2]' }
        @{ Type = 'jsonb[]'; Value = @{ a = 1 }, $null, '2'; Text = '{"{\"a\": 1}",NULL,2}' }
        @{ Type = 'int[]'; Value = @(@(1, 2), @(3, 4)); Text = '{{1,2},{3,4}}' }
        @{ Type = 'int[]'; Value = 5; Text = '{5}' }
        @{ Type = 'int[]'; Value = @(); Text = '{}' }
        @{ Type = 'box[]'; Value = '(3,4),(1,2)', '(1,1),(0,0)'; Text = '{(3,4),(1,2);(1,1),(0,0)}' }
        @{ Type = 'inet'; Value = [ipaddress]::Loopback; Text = '127.0.0.1/32' }
        @{ Type = 'cidr'; Value = [System.Net.IPNetwork]::Parse('10.0.0.0/8'); Text = '10.0.0.0/8' }
    ) {
        Invoke-TestSql $store "CREATE TABLE cell (v $Type)"
        try {
            @{ v = $Value } | Copy-PgTaskTable cell | Should -Be 1
            Invoke-TestSql $store 'SELECT v::text FROM cell' | Should -BeExactly $Text
        } finally { Invoke-TestSql $store 'DROP TABLE cell' }
    }

    It 'loads back a table that Export-PgTaskTable wrote' {
        Invoke-TestSql $store @'
            INSERT INTO kinds (b, n, d, ts, iv, u, by, j, m, ms, t, i, p, r, ip, c, v, tm, f, o, x)
            VALUES (true, 12345678901234.5678, '10000-01-01', 'infinity', '1 mon -1 day', gen_random_uuid(), '\x00ff',
                '{"a": "b,c\"d"}', 'sad', '{ok,NULL}', '{"a,b","","\\",NULL}', '{{1,2},{3,4}}', '(1,2)', '[1,5)', '10.0.0.0/8',
                'a', E'x\ny', '24:00', 'NaN', 7, '<a/>'), (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
            CREATE TABLE back (LIKE kinds)
'@
        $file = Export-PgTaskTable kinds (Join-Path $TestDrive kinds.csv) -PassThru
        Import-Csv $file | Copy-PgTaskTable back -EmptyAsNull | Should -Be 2
        Invoke-TestSql $store @'
            SELECT count(*)::int FROM (SELECT k::text FROM kinds k EXCEPT SELECT other::text FROM back other) d
'@ | Should -Be 0
        Invoke-TestSql $store 'DROP TABLE back'
    }

    Context 'objects that differ' {
        It 'are refused where they have more than the first' -ForEach @(
            @{ In = [pscustomobject] @{ name = 'a' }, [pscustomobject] @{ name = 'b'; email = 'x' } }
            @{ In = @{ name = 'a' }, @{ name = 'b'; email = 'x' } }
            @{ In = [pscustomobject] @{ name = 'a' }, [pscustomobject] @{ email = 'x'; name = 'b' } }
        ) {
            $problem = Get-ErrorRecord { $In | Copy-PgTaskTable users }
            $problem.FullyQualifiedErrorId | Should -BeLike 'PropertyNotExpected,*'
            $problem.TargetObject | Should -Be $In[1]
            $problem = Get-ErrorRecord { $In | Copy-PgTaskTable users -IgnoreUnknown }
            $problem.FullyQualifiedErrorId | Should -BeLike 'PropertyNotExpected,*'
            Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 0
        }

        It 'may have more of what the table lacks with -IgnoreUnknown' {
            [pscustomobject] @{ name = 'a'; odd = 1; age = 5 }, [pscustomobject] @{ name = 'b'; age = 6; other = 2; odd = 3 } |
                Copy-PgTaskTable users -IgnoreUnknown | Should -Be 2
            Invoke-TestSql $store 'SELECT string_agg(name || age, $$,$$ ORDER BY name) FROM users' | Should -BeExactly 'a5,b6'
        }

        It 'may lack some with -AllowMissing' {
            @{ name = 'a'; age = 5 }, @{ name = 'b' } | Copy-PgTaskTable users -AllowMissing | Should -Be 2
            [pscustomobject] @{ name = 'c'; age = 5 }, [pscustomobject] @{ name = 'd' } |
                Copy-PgTaskTable users -AllowMissing | Should -Be 2
            Invoke-TestSql $store 'SELECT string_agg(name, $$,$$ ORDER BY name) FROM users WHERE age IS NULL' |
                Should -BeExactly 'b,d'
        }

        It 'may have more than -Column says, but a list may not' {
            @{ name = 'a'; odd = 1 } | Copy-PgTaskTable users -Column name | Should -Be 1
            (Get-ErrorRecord { , @('a', 1) | Copy-PgTaskTable users -Column name }).FullyQualifiedErrorId |
                Should -BeLike 'PropertyNotExpected,*'
        }

        It 'may come in another order, and as rows of a DataTable' {
            [pscustomobject] @{ name = 'a'; age = 1 }, [pscustomobject] @{ age = 2; name = 'b' } |
                Copy-PgTaskTable users | Should -Be 2
            $table = [System.Data.DataTable]::new()
            $null = $table.Columns.Add('name'), $table.Columns.Add('age', [int])
            $null = $table.Rows.Add('c', 3), $table.Rows.Add('d', [DBNull]::Value)
            $table.Rows | Copy-PgTaskTable users | Should -Be 2
            Invoke-TestSql $store 'SELECT string_agg(name || age, $$,$$ ORDER BY name) FROM users' | Should -BeExactly 'a1,b2,c3'
        }
    }

    Context '-Truncate' {
        BeforeEach { Invoke-TestSql $store "INSERT INTO users (name) VALUES ('old')" }

        It 'empties the table in the same transaction' {
            $null = Get-ErrorRecord { @{ name = $null } | Copy-PgTaskTable users -Truncate }
            Invoke-TestSql $store 'SELECT name FROM users' | Should -BeExactly old
            @{ name = 'new' } | Copy-PgTaskTable users -Truncate | Should -Be 1
            Invoke-TestSql $store 'SELECT name FROM users' | Should -BeExactly new
            @() | Copy-PgTaskTable users -Truncate | Should -Be 0
            Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 0
        }

        It 'belongs to the transaction, and does nothing with -WhatIf' {
            @{ name = 'new' } | Copy-PgTaskTable users -Truncate -WhatIf
            { Invoke-PgTaskTransaction { @{ name = 'new' } | Copy-PgTaskTable users -Truncate; throw 'no' } } | Should -Throw
            Invoke-TestSql $store 'SELECT name FROM users' | Should -BeExactly old
        }
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
