BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    Invoke-TestSql $store 'CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL, email text UNIQUE, age int)'
    class QueryUser { [int] $Id; [string] $Name; [datetime] $CreatedAt }
    function Get-ErrorId([scriptblock] $Command) {
        try { & $Command | Out-Null } catch { $_.FullyQualifiedErrorId -replace ',.*' }
    }
}

AfterAll { Remove-TestStore $store }

Describe 'Invoke-PgTaskQuery' {
    BeforeEach { Invoke-TestSql $store 'TRUNCATE users RESTART IDENTITY' }

    Context 'rows' {
        It 'have the columns as properties, in order, and $null for NULL' {
            $row = Invoke-PgTaskQuery "SELECT 1 AS b, 'x' AS a, NULL AS c"
            $row.PSObject.Properties.Name | Should -BeExactly b, a, c
            $row.b, $row.a, $row.c | Should -Be @(1, 'x', $null)
        }

        It 'keep columns of one name apart' {
            (Invoke-PgTaskQuery 'SELECT 1 AS id, 2 AS id, 3').PSObject.Properties.Name |
                Should -BeExactly id, id_2, '?column?'
        }

        It 'are ordered dictionaries with -AsHashtable, and JSON with them' {
            $row = Invoke-PgTaskQuery "SELECT 1 AS z, '{""k"": [1, {""d"": null}]}'::jsonb AS a" -AsHashtable
            $row | Should -BeOfType System.Collections.Specialized.OrderedDictionary
            $row.Keys | Should -BeExactly z, a
            $row['Z'] | Should -Be 1
            $row.a.k[0] | Should -Be 1
            $row.a.k[1].Contains('d') | Should -BeTrue
        }

        It 'fill a class with -Type' {
            $user = Invoke-PgTaskQuery "SELECT 7 AS id, 'Ann' AS name, now() AS created_at, 1 AS other" -Type ([QueryUser])
            $user.GetType().Name | Should -BeExactly QueryUser
            $user.Id, $user.Name | Should -Be 7, Ann
            $user.CreatedAt.Kind | Should -Be ([DateTimeKind]::Local)
        }

        It 'that do not go into the class end it' {
            class Numbered { [int] $N }
            Get-ErrorId { Invoke-PgTaskQuery "SELECT 'a' AS n" -Type ([Numbered]) } | Should -BeExactly RowNotConvertible
        }

        It 'of one column become <Type> with -Type' -ForEach @(
            @{ Sql = '5'; Type = [int]; Expected = 5 }
            @{ Sql = 'count(*)'; Type = [int]; Expected = 1 }
            @{ Sql = "'7'"; Type = [long]; Expected = 7L }
            @{ Sql = "'2024-02-29'::date"; Type = [datetime]; Expected = [datetime]::new(2024, 2, 29) }
            @{ Sql = "'2024-02-29T12:00'"; Type = [datetime]; Expected = [datetime]::new(2024, 2, 29, 12, 0, 0) }
            @{ Sql = '12'; Type = [string]; Expected = '12' }
            @{ Sql = '1.5'; Type = [decimal]; Expected = 1.5d }
            @{ Sql = "'friday'"; Type = [DayOfWeek]; Expected = [DayOfWeek]::Friday }
            @{ Sql = '3'; Type = [Nullable[int]]; Expected = 3 }
            @{ Sql = "'{1,2}'::int[]"; Type = [long[]]; Expected = @(1L, 2L) }
            @{ Sql = "'00000000-0000-0000-0000-000000000001'"; Type = [guid]
                Expected = [guid] '00000000-0000-0000-0000-000000000001' }
            @{ Sql = "'1.2.3'"; Type = [version]; Expected = [version] '1.2.3' }
            @{ Sql = "'https://a.b/c'"; Type = [uri]; Expected = [uri] 'https://a.b/c' }
        ) {
            $value = Invoke-PgTaskQuery "SELECT $Sql" -Type $Type
            $value | Should -Be $Expected
            , $value | Should -BeOfType ([Nullable]::GetUnderlyingType($Type) ?? $Type)
        }

        It 'are $null for NULL, whatever the -Type' {
            $values = @(Invoke-PgTaskQuery 'SELECT NULL::int FROM generate_series(1, 2)' -Type ([int]))
            $values.Count | Should -Be 2
            $values[0] | Should -BeNullOrEmpty
        }

        It 'that do not go into the -Type are an error' -ForEach @(
            @{ Sql = '1, 2'; Type = [int] }
            @{ Sql = '1, 2'; Type = [string] }
            @{ Sql = '1, 2'; Type = [DayOfWeek] }
            @{ Sql = '1, 2'; Type = [Nullable[int]] }
            @{ Sql = '1, 2'; Type = [guid] }
            @{ Sql = ''; Type = [int] }
            @{ Sql = "'x'"; Type = [int] }
            @{ Sql = '3000000000'; Type = [int] }
            @{ Sql = "'someday'"; Type = [DayOfWeek] }
        ) {
            { Invoke-PgTaskQuery "SELECT $Sql" -Type $Type } |
                Should -Throw -ErrorId 'RowNotConvertible,PgTasks.Commands.InvokePgTaskQueryCommand'
        }

        It 'fill <Type>' -ForEach @(
            @{ Type = [hashtable] }
            @{ Type = [ordered] }
            @{ Type = [System.Collections.Generic.Dictionary[string, object]] }
        ) {
            $row = Invoke-PgTaskQuery 'SELECT 1 AS a, 2 AS b' -Type $Type
            , $row | Should -BeOfType $Type
            $row['b'] | Should -Be 2
        }

        It 'are as ever with -Type of [pscustomobject]' {
            (Invoke-PgTaskQuery 'SELECT 1 AS a, 2 AS b' -Type ([pscustomobject])).b | Should -Be 2
        }

        It 'of several statements come in turn' {
            Invoke-PgTaskQuery 'SELECT 1 AS a; SELECT 2 AS b' | ForEach-Object { $_.PSObject.Properties.Name } |
                Should -BeExactly a, b
        }

        It 'stream: the first come before the last is there' {
            Invoke-PgTaskQuery 'WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r' |
                Select-Object -First 3 -ExpandProperty n | Should -Be 1, 2, 3
            Wait-TestCondition { -not (Get-TestActivity $store | Where-Object state -EQ active) }
        }
    }

    Context '-Scalar and -NonQuery' {
        It 'is the first value of the first row' {
            Invoke-PgTaskQuery 'SELECT n, 9 FROM generate_series(4, 6) n' -Scalar | Should -Be 4
        }

        It 'is nothing where there is no row' {
            @(Invoke-PgTaskQuery 'SELECT 1 WHERE false' -Scalar).Count | Should -Be 0
        }

        It 'counts rows as a long' {
            $count = Invoke-PgTaskQuery "INSERT INTO users (name) SELECT 'n' FROM generate_series(1, 3)" -NonQuery
            $count | Should -BeOfType long
            $count | Should -Be 3
        }
    }

    Context 'parameters' {
        It 'are taken by name, in any case of letters, with a mark or without' {
            Invoke-PgTaskQuery 'SELECT @a::int + @b::int + @c::int' @{ A = 1; '@b' = 2; ':c' = 3 } -Scalar | Should -Be 6
        }

        It 'are taken by position' {
            Invoke-PgTaskQuery 'SELECT $2::text || $1' -ArgumentList b, a -Scalar | Should -BeExactly ab
        }

        It 'never become SQL' {
            $evil = "'; DROP TABLE users; --"
            Invoke-PgTaskQuery 'INSERT INTO users (name) VALUES (@n)' @{ n = $evil }
            Invoke-TestSql $store 'SELECT name FROM users' | Should -BeExactly $evil
        }

        It 'bind a text as what the column wants' {
            Invoke-PgTaskQuery 'INSERT INTO users (name, age) VALUES (@n, @a)' @{ n = 'x'; a = '28' }
            Invoke-TestSql $store 'SELECT age FROM users' | Should -Be 28
        }

        It 'bind by the type of <Value>' -ForEach @(
            @{ Value = 1; Type = 'integer' }
            @{ Value = 1L; Type = 'integer' }
            @{ Value = [uint32] 1; Type = 'integer' }
            @{ Value = [bigint] 1; Type = 'integer' }
            @{ Value = 1pb; Type = 'bigint' }
            @{ Value = [uint64]::MaxValue; Type = 'numeric' }
            @{ Value = (ConvertFrom-Json '{"n": 1}').n; Type = 'integer' }
            @{ Value = 1.5; Type = 'double precision' }
            @{ Value = 1.5d; Type = 'numeric' }
            @{ Value = $true; Type = 'boolean' }
            @{ Value = [guid]::Empty; Type = 'uuid' }
            @{ Value = Get-Date; Type = 'timestamp with time zone' }
            @{ Value = [timespan]::Zero; Type = 'interval' }
            @{ Value = [byte[]] 1; Type = 'bytea' }
            @{ Value = @{ a = 1 }; Type = 'jsonb' }
            @{ Value = [pscustomobject] @{ a = 1 }; Type = 'jsonb' }
            @{ Value = 1, 2; Type = 'integer[]' }
            @{ Value = 1, 2L; Type = 'integer[]' }
            @{ Value = [long[]] (1, 2); Type = 'bigint[]' }
            @{ Value = 1, 1pb; Type = 'bigint[]' }
            @{ Value = [datetime] '2024-02-29'; Type = 'timestamp without time zone' }
            @{ Value = [System.DateOnly]::MaxValue; Type = 'date' }
            @{ Value = [System.TimeOnly]::MinValue; Type = 'time without time zone' }
            @{ Value = [System.DateTimeOffset]::Now; Type = 'timestamp with time zone' }
            @{ Value = 1, $null; Type = 'integer[]' }
            @{ Value = [ipaddress]::Loopback; Type = 'inet' }
        ) {
            Invoke-PgTaskQuery 'SELECT pg_typeof(@v)::text' @{ v = $Value } -Scalar | Should -BeExactly $Type
        }

        It 'bind <Value> as <Text>' -ForEach @(
            @{ Value = [char] 'x'; Type = 'text'; Text = 'x' }
            @{ Value = [DayOfWeek]::Friday; Type = 'text'; Text = 'Friday' }
            @{ Value = [version] '1.2'; Type = 'text'; Text = '1.2' }
            @{ Value = [System.Net.IPNetwork]::Parse('10.0.0.0/8'); Type = 'cidr'; Text = '10.0.0.0/8' }
            @{ Value = [System.Net.NetworkInformation.PhysicalAddress]::Parse('08002B010203'); Type = 'macaddr'; Text = '08:00:2b:01:02:03' }
            @{ Value = [Int128] 7; Type = 'int'; Text = '7' }
            @{ Value = [System.Collections.BitArray]::new([bool[]] ($true, $false)); Type = 'varbit'; Text = '10' }
            @{ Value = [System.Collections.Generic.List[int]] (1, 2); Type = 'int[]'; Text = '{1,2}' }
            @{ Value = @(, @(1, 2)); Type = 'int[]'; Text = '{{1,2}}' }
            @{ Value = @(); Type = 'int[]'; Text = '{}' }
            @{ Value = [DayOfWeek[]] (1, 2); Type = 'text[]'; Text = '{Monday,Tuesday}' }
            @{ Value = @(@{ a = 1 }, $null); Type = 'jsonb[]'; Text = '{"{\"a\": 1}",NULL}' }
            @{ Value = [guid[]] [guid]::Empty; Type = 'uuid[]'; Text = '{00000000-0000-0000-0000-000000000000}' }
            @{ Value = 'a', $null, 'b c'; Type = 'text[]'; Text = '{a,NULL,"b c"}' }
        ) {
            Invoke-PgTaskQuery "SELECT (@v::$Type)::text" @{ v = $Value } -Scalar | Should -BeExactly $Text
        }

        It 'take back <_> as it was given out' -ForEach @(
            "'-infinity'::date", "'0001-01-01'::date", "'infinity'::timestamptz", "'24:00'::time", "'24:00'::interval"
            "'1 day -1 hour'::interval", "''::""char""", "'{{1,2},{3,4}}'::int[]", "'[0:1]={1,2}'::int[]", "1e30::numeric"
        ) {
            $type = ($_ -split '::')[-1]
            $row = Invoke-PgTaskQuery "SELECT $_ AS v"
            Invoke-PgTaskQuery "SELECT (@v::$type)::text = ($_)::text" @{ v = $row.v } -Scalar | Should -BeTrue
            $row | Invoke-PgTaskQuery "SELECT (@v::$type)::text = ($_)::text AS same" | ForEach-Object same | Should -BeTrue
        }

        It 'leave <_> what it is to PowerShell' -ForEach "'24:00'::time", "'-infinity'::date" {
            $value = Invoke-PgTaskQuery "SELECT $_ AS v" -Scalar
            $value -is [timespan] -or $value -is [datetime] | Should -BeTrue
        }

        It 'bind <_> as NULL' -ForEach '$null', '[DBNull]::Value', '(& {})', '[System.Reflection.Missing]::Value' {
            Invoke-PgTaskQuery 'SELECT @v::int IS NULL' @{ v = Invoke-Expression $_ } -Scalar | Should -BeTrue
        }

        It 'that are missing are named before anything is sent' {
            Get-ErrorId { Invoke-PgTaskQuery 'SELECT @a' @{ b = 1 } } | Should -BeExactly ParameterMissing
            Get-ErrorId { Invoke-PgTaskQuery 'SELECT $1, $2' -ArgumentList 1 } | Should -BeExactly ParameterMissing
            Get-ErrorId { Invoke-PgTaskQuery 'SELECT $1' -ArgumentList 1, 2 } | Should -BeExactly ArgumentNotNamed
        }

        It 'that the query does not name are refused before anything is sent: <Sql>' -ForEach @(
            @{ Sql = 'SELECT 1'; Names = @{ id = 1 } }
            @{ Sql = 'DO $$BEGIN DELETE FROM users WHERE id = @id; END$$'; Names = @{ id = 1 } }
            @{ Sql = 'SELECT @a::int'; Names = @{ a = 1; b = 2 } }
            @{ Sql = "SELECT 'LIKE @a'"; Names = @{ '@a' = 1 } }
            @{ Sql = 'SELECT 1 AS "@a" -- @a'; Names = @{ a = 1 } }
            @{ Sql = 'SELECT $1, @ 5'; Names = @{ 1 = 1; id = 5 } }
            @{ Sql = 'CREATE FUNCTION f(id int) RETURNS int BEGIN ATOMIC SELECT @id; END'; Names = @{ id = 5 } }
        ) {
            Invoke-TestSql $store "INSERT INTO users (name) VALUES ('stays')"
            { Invoke-PgTaskQuery $Sql $Names } |
                Should -Throw -ErrorId 'ArgumentNotNamed,PgTasks.Commands.InvokePgTaskQueryCommand'
            Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 1
        }

        It 'that the query does not name come with the reason' -ForEach @(
            @{ Sql = "SELECT 'x @id'" }
            @{ Sql = 'DO $x$ BEGIN PERFORM @id; END $x$' }
            @{ Sql = 'SELECT 1 AS "@id"' }
            @{ Sql = 'SELECT 1 /* @id */' }
            @{ Sql = 'SELECT 1' }
        ) {
            $advice = try { Invoke-PgTaskQuery $Sql @{ id = 1 } } catch { $_.ErrorDetails.RecommendedAction }
            $script:advices += @($advice)
            $advice | Should -Not -BeNullOrEmpty
            @($script:advices | Group-Object | Where-Object Count -GT 1).Count | Should -Be 0
        }

        It 'that are <_> are refused' -ForEach @(
            '[securestring]::new()', '[pscredential]::Empty', '{ 1 }', '[System.IO.MemoryStream]::new()', '[action] { 1 }'
        ) {
            Get-ErrorId { Invoke-PgTaskQuery 'SELECT @s::text' @{ s = Invoke-Expression $_ } } |
                Should -BeExactly ParameterTypeNotSupported
        }
    }

    Context 'objects piped in' {
        It 'are sets of values, one bad one failing alone' {
            $in = @(
                [pscustomobject] @{ Name = 'Ann'; Email = 'a@x' }
                @{ name = 'Bob'; email = 'a@x' }
                [pscustomobject] @{ Name = 'Cid' }
                [pscustomobject] @{ Name = 'Dan'; Email = 'd@x' }
            )
            $out = $in | Invoke-PgTaskQuery 'INSERT INTO users (name, email) VALUES (@name, @email) RETURNING name' `
                -ErrorVariable problems -ErrorAction SilentlyContinue
            $out.name | Should -BeExactly Ann, Dan
            $ids = $problems.FullyQualifiedErrorId -replace ',.*'
            $ids | Sort-Object | Should -BeExactly ParameterMissing, UniqueViolation
            $problems[$ids.IndexOf('UniqueViolation')].TargetObject.name | Should -BeExactly Bob
            $problems[$ids.IndexOf('ParameterMissing')].TargetObject.Name | Should -BeExactly Cid
            Invoke-TestSql $store 'SELECT name FROM users ORDER BY name' | Should -BeExactly Ann, Dan
        }

        It 'are filled up from -Parameter' {
            'a', 'b' | ForEach-Object { @{ n = $_ } } |
                Invoke-PgTaskQuery 'INSERT INTO users (name, age) VALUES (@n, @age)' @{ age = 5 }
            Invoke-TestSql $store 'SELECT sum(age)::int FROM users' | Should -Be 10
        }

        It 'may be bare values for $1, or lists' {
            (1..3 | Invoke-PgTaskQuery 'SELECT $1 * 2 AS n').n | Should -Be 2, 4, 6
            (@(1, 2), @(3, 4) | Invoke-PgTaskQuery 'SELECT $1 + $2 AS n').n | Should -Be 3, 7
        }

        It 'give a count each with -NonQuery' {
            1..3 | ForEach-Object { @{ n = "n$_" } } |
                Invoke-PgTaskQuery 'INSERT INTO users (name) VALUES (@n)' -NonQuery | Should -Be 1, 1, 1
        }

        It 'may have more properties, but not to a query that names none' {
            [pscustomobject] @{ name = 'Ann'; other = 1 } | Invoke-PgTaskQuery 'INSERT INTO users (name) VALUES (@name)'
            { @{ id = 1 }, @{ id = 2 } | Invoke-PgTaskQuery 'DO $$BEGIN DELETE FROM users WHERE id = @id; END$$' } |
                Should -Throw -ErrorId 'ArgumentNotNamed,PgTasks.Commands.InvokePgTaskQueryCommand'
            { @{ n = 1 } | Invoke-PgTaskQuery 'SELECT @n::int' @{ m = 1 } } |
                Should -Throw -ErrorId 'ArgumentNotNamed,PgTasks.Commands.InvokePgTaskQueryCommand'
            Invoke-TestSql $store 'SELECT name FROM users' | Should -BeExactly Ann
        }

        It 'are none where the pipeline is empty' {
            @() | Invoke-PgTaskQuery 'INSERT INTO users (name) VALUES (@n)'
            Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 0
        }
    }

    Context 'what the server says beside the rows' {
        It 'goes to the stream of its level' {
            $verbose = Invoke-PgTaskQuery -Verbose -InformationVariable told -WarningVariable warnings -WarningAction SilentlyContinue "
                DO `$`$ BEGIN RAISE WARNING 'w' USING HINT = 'h'; RAISE NOTICE 'n'; RAISE INFO 'i'; END `$`$" 4>&1
            @($verbose.Message) -like '*: i' | Should -Not -BeNullOrEmpty
            $warnings | Should -BeExactly "w`nh"
            $told.MessageData | Should -BeExactly n
            $told.Tags | Should -Be PgTasks, Notice
        }

        It 'is silent unless asked for, but for a warning' {
            $all = Invoke-PgTaskQuery "DO `$`$ BEGIN RAISE WARNING 'w'; RAISE NOTICE 'n'; RAISE INFO 'i'; END `$`$" *>&1
            $all.Where{ $_ -isnot [System.Management.Automation.InformationRecord] } |
                Should -BeOfType System.Management.Automation.WarningRecord
        }
    }

    Context '-AsResultSet and -Verbose' {
        It 'is an object a statement, with the rows in it' {
            $sets = Invoke-PgTaskQuery "INSERT INTO users (name) VALUES ('a'), ('b');`nSELECT id FROM users; SELECT 1 WHERE false" -AsResultSet
            $sets.Count | Should -Be 3
            $sets[0] | Should -BeOfType PgTasks.PgTaskResultSet
            $sets.RowCount | Should -Be 2, 2, 0
            $sets.Line | Should -Be 1, 2, 2
            $sets[1].Statement | Should -BeExactly 'SELECT id FROM users'
            $sets[1].Rows.id | Should -Be 1, 2
            $sets[0].Rows.Count, $sets[2].Rows.Count | Should -Be 0, 0
        }

        It 'is an object a set, too' {
            $sets = 1..2 | Invoke-PgTaskQuery 'SELECT n FROM generate_series(1, $1) n' -AsResultSet
            $sets.RowCount | Should -Be 1, 2
            $sets[1].Rows.n | Should -Be 1, 2
        }

        It 'says statement and rows, never a value' {
            $told = Invoke-PgTaskQuery "INSERT INTO users (name, age) VALUES ('hidden', 123456), (@n, 2); SELECT 'hidden'" @{ n = 'hidden' } -Verbose 4>&1 |
                Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
            "$told" | Should -Match 'INSERT INTO users'
            "$told" | Should -Match '2 rows'
            "$told" | Should -Not -Match 'hidden|123456'
        }
    }

    Context 'errors and transactions' {
        It 'ends with the condition''s name' {
            Get-ErrorId { Invoke-PgTaskQuery 'SELECT * FROM nowhere' } | Should -BeExactly UndefinedTable
            Get-ErrorId { Invoke-PgTaskQuery 'SELEC' } | Should -BeExactly SyntaxError
            Get-ErrorId { Invoke-PgTaskQuery 'BEGIN' } | Should -BeExactly TransactionStatement
            Get-ErrorId { Invoke-PgTaskQuery 'SELECT pg_sleep(60)' -CommandTimeout 1 } | Should -BeExactly CommandTimeout
        }

        It 'can be caught as a DbException' {
            $caught = try { Invoke-PgTaskQuery 'SELECT 1/0' } catch [System.Data.Common.DbException] { $_.Exception.SqlState }
            $caught | Should -BeExactly '22012'
        }

        It 'belongs to the transaction, and frees it between rows' {
            Invoke-PgTaskTransaction {
                Invoke-PgTaskQuery 'SELECT n FROM generate_series(1, 3) n' | ForEach-Object {
                    Invoke-PgTaskQuery 'INSERT INTO users (name) VALUES (@n)' @{ n = $_.n }
                }
                Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 0
            }
            Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 3
        }

        It 'does nothing with -WhatIf' {
            Invoke-PgTaskQuery "INSERT INTO users (name) VALUES ('x')" -WhatIf
            @{ n = 1 } | Invoke-PgTaskQuery 'INSERT INTO users (name) VALUES (@n)' -WhatIf
            Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 0
        }

        It 'ends on the server when it is stopped, and leaves nothing: <_>' -ForEach @(
            "Invoke-PgTaskQuery 'SELECT * FROM users'"
            "Invoke-PgTaskQuery 'SELECT * FROM users' -Scalar"
            "Invoke-PgTaskQuery 'INSERT INTO users (name) VALUES (''x'')'"
            "Invoke-PgTaskQuery 'INSERT INTO users (name) VALUES (''x'')' -NonQuery"
            "Invoke-PgTaskQuery 'CREATE TABLE half (a int); INSERT INTO users (name) VALUES (''x'')'"
            "Invoke-PgTaskQuery 'CREATE TABLE half (a int); INSERT INTO users (name) VALUES (''x'') RETURNING id' -AsResultSet"
            "'x', 'y' | Invoke-PgTaskQuery 'INSERT INTO users (name) VALUES (`$1)'"
            "Invoke-PgTaskTransaction { Invoke-PgTaskQuery 'INSERT INTO users (name) VALUES (''x'')' }"
            "Invoke-PgTaskQuery -Path '{0}'"
        ) {
            $file = Join-Path $TestDrive stopped.sql
            "CREATE TABLE half (a int);`nCOPY users (name) FROM stdin;`nx`n\.`n" | Set-Content $file
            $result = Stop-BlockedCommand $store ([scriptblock]::Create($_.Replace('{0}', $file))) -Table users
            $result.State | Should -Be Stopped
            $result.Gone | Should -BeLessThan ([timespan]::FromSeconds(5))
            Invoke-TestSql $store "SELECT count(*)::int FROM users" | Should -Be 0
            Invoke-TestSql $store "SELECT to_regclass('half') IS NULL" | Should -BeTrue
        }

        It 'ends on the server when it is stopped between rows' {
            $runspace = New-TestRunspace $store rows
            $shell = [powershell]::Create($runspace).AddScript({
                Invoke-PgTaskQuery 'WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r' |
                    ForEach-Object { if ($_.n -eq 10) { $global:reached = $true } }
            })
            try {
                $running = $shell.BeginInvoke()
                Wait-TestCondition { (Get-TestActivity $store rows).state -contains 'active' }
                $shell.Stop()
                Wait-TestCondition { (Get-TestActivity $store rows).state -notcontains 'active' }
                { $shell.EndInvoke($running) } | Should -Throw
                $shell.InvocationStateInfo.State | Should -Be Stopped
            } finally {
                $shell.Dispose()
                $runspace.Dispose()
            }
        }
    }
}
