BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    Invoke-TestSql $store 'CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL, email text UNIQUE, age int)'
}

AfterAll { Remove-TestStore $store }

Describe 'Invoke-PgTaskQuery' {
    BeforeEach { Invoke-TestSql $store 'TRUNCATE users RESTART IDENTITY' }

    Context 'files' {
        BeforeAll {
            Push-Location $TestDrive
            function Set-Sql([string] $Name, [string] $Text) { [System.IO.File]::WriteAllText("$TestDrive/$Name", $Text) }
        }

        AfterAll { Pop-Location }

        It 'run by -Path with wildcards, by -LiteralPath and from the pipeline, in turn' {
            Set-Sql 'f1.sql' 'SELECT 1 AS n; SELECT 2 AS n;'
            Set-Sql 'f2.sql' "-- the last`r`nSELECT 3 AS n`r`n"
            Set-Sql '[f].sql' 'SELECT 4 AS n'
            (Invoke-PgTaskQuery -Path f?.sql).n | Should -Be 1, 2, 3
            (Invoke-PgTaskQuery -Path f2.sql, f1.sql).n | Should -Be 3, 1, 2
            (Invoke-PgTaskQuery -LiteralPath '[f].sql' -Scalar) | Should -Be 4
            (Get-ChildItem f?.sql | Invoke-PgTaskQuery).n | Should -Be 1, 2, 3
        }

        It 'are all or nothing, but for those that control transactions' {
            Set-Sql 'all.sql' "INSERT INTO users (name) VALUES ('a'); SELECT 1/0;"
            { Invoke-PgTaskQuery -Path all.sql } | Should -Throw -ErrorId 'DivisionByZero,*'
            Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 0
            Set-Sql 'own.sql' "BEGIN; INSERT INTO users (name) VALUES ('a'); COMMIT; INSERT INTO users (name) VALUES ('b'); SELECT 1/0"
            { Invoke-PgTaskQuery -Path own.sql } | Should -Throw -ErrorId 'DivisionByZero,*'
            Invoke-TestSql $store 'SELECT name FROM users ORDER BY name' | Should -BeExactly a, b
            Set-Sql 'open.sql' "BEGIN; INSERT INTO users (name) VALUES ('lost')"
            { Invoke-PgTaskQuery -Path open.sql } | Should -Throw -ErrorId 'TransactionStatement,*'
        }

        It 'take psql''s variables' {
            Set-Sql 'v.sql' @'
SELECT :n + 1 AS raw, :'t' AS text, x.:"c" AS name, :{?n} AS has, :{?missing} AS hasnot, '1:2'::text AS none, (ARRAY[1,2,3])[1:2] AS slice
FROM (SELECT 7 AS "a ""b") x WHERE :cond;
'@
            $row = Invoke-PgTaskQuery -Path v.sql -Variable @{ n = 41; t = "it's \ here"; c = 'a "b'; cond = 'true; SELECT 8 AS raw' }
            $row.raw | Should -Be 42, 8
            $row[0].text | Should -BeExactly "it's \ here"
            $row[0].name | Should -Be 7
            $row[0].has, $row[0].hasnot | Should -Be $true, $false
            $row[0].none, $row[0].slice[1] | Should -Be '1:2', 2
        }

        It 'warn of a variable that none of them names' {
            Set-Sql 'named.sql' 'SELECT :a'
            Set-Sql 'quoted.sql' "SELECT ':b'"
            $null = Invoke-PgTaskQuery -Path named.sql, quoted.sql -Variable @{ a = 1; b = 2 } -WarningVariable told -WarningAction SilentlyContinue
            $told.Count | Should -Be 1
            $null = Invoke-PgTaskQuery -Path named.sql -Variable @{ a = 1 } -WarningVariable told
            $told.Count | Should -Be 0
        }

        It 'are read in the encoding of their mark, or -Encoding' {
            foreach ($encoding in 'utf8', 'utf8BOM', 'unicode', 'bigendianunicode', 'utf32') {
                "SELECT 'é名'" | Set-Content e.sql -Encoding $encoding
                Invoke-PgTaskQuery -Path e.sql -Scalar | Should -BeExactly 'é名'
            }
            "SELECT 'é'" | Set-Content e.sql -Encoding latin1
            Invoke-PgTaskQuery -Path e.sql -Encoding latin1 -Scalar | Should -BeExactly 'é'
            { Invoke-PgTaskQuery -Path e.sql } | Should -Throw -ErrorId 'FileNotReadable,*'
        }

        It 'that fail say file, line and statement' {
            Set-Sql 'bad.sql' "SELECT 1;`r`n`r`nSELECT 2,`r`n`tnowhere;`r`nSELECT 3"
            $problem = try { Invoke-PgTaskQuery -Path bad.sql } catch { $_ }
            $problem.FullyQualifiedErrorId | Should -BeLike 'UndefinedColumn,*'
            $problem.TargetObject.Path | Should -BeExactly (Convert-Path bad.sql)
            $problem.TargetObject.Line | Should -Be 3
            $problem.TargetObject.Statement | Should -BeExactly "SELECT 2,`r`n`tnowhere"
            $problem.ErrorDetails.Message.Split("`n")[1] | Should -BeExactly 'LINE 4:  nowhere;'
            Set-Sql 'meta.sql' "SELECT 1;`n\d users`n"
            { Invoke-PgTaskQuery -Path meta.sql } | Should -Throw -ErrorId 'MetaCommand,*'
            { Invoke-PgTaskQuery -Path none.sql } | Should -Throw -ErrorId 'PathNotFound,*'
        }

        It 'of pg_dump are loaded, with the rows below COPY' {
            Set-Sql 'dump.sql' (@(
                '\restrict abc', '-- a dump', 'SET client_encoding = ''UTF8'';', 'CREATE TABLE public.dumped (id int, name text);',
                '--', 'COPY public.dumped (id, name) FROM stdin;', "1`ta;b", "`t\N".Substring(1).Insert(0, "2`t"), "3`tx\ty\\z '", '\.',
                'ALTER TABLE public.dumped ADD PRIMARY KEY (id);', 'COPY public.dumped FROM STDIN (FORMAT csv);', '4,"a', 'b"', '\.', '',
                '\unrestrict abc') -join "`n")
            $sets = Invoke-PgTaskQuery -Path dump.sql -AsResultSet
            $sets.Line | Should -Be 3, 4, 6, 11, 12
            $sets.RowCount | Should -Be 0, 0, 3, 0, -1
            $rows = Invoke-TestSql $store 'SELECT id, name FROM public.dumped ORDER BY id'
            $rows.name | Should -BeExactly 'a;b', $null, "x`ty\z '", "a`nb"
            Set-Sql 'copy.sql' "COPY public.dumped (id) FROM stdin;`n5`nx`n\.`n"
            $problem = try { Invoke-PgTaskQuery -Path copy.sql } catch { $_ }
            $problem.FullyQualifiedErrorId | Should -BeLike 'InvalidTextRepresentation,*'
            $problem.TargetObject.Line | Should -Be 1
            Invoke-TestSql $store 'SELECT count(*)::int FROM public.dumped' | Should -Be 4
        }

        It 'do nothing with -WhatIf' {
            Set-Sql 'w.sql' "INSERT INTO users (name) VALUES ('x')"
            Invoke-PgTaskQuery -Path w.sql -WhatIf
            Invoke-TestSql $store 'SELECT count(*)::int FROM users' | Should -Be 0
        }
    }

    Context 'What SQL leaves on its connection' {
        BeforeEach { $own = Connect-PgTask $store -MaxPoolSize 4 }

        AfterEach { Disconnect-PgTask }

        It 'lasts in the runspace that connected, and stages rows in a temporary table' {
            $null = Invoke-PgTaskQuery "SET work_mem = '77MB'; CREATE TEMP TABLE stage (id int, name text)"
            1..3 | ForEach-Object { [pscustomobject]@{ id = $_; name = "n$_" } } | Copy-PgTaskTable stage | Should -Be 3
            Invoke-PgTaskTransaction {
                Invoke-PgTaskQuery 'DELETE FROM stage WHERE id = 1' -NonQuery
                [pscustomobject]@{ id = 4; name = 'n4' } | Copy-PgTaskTable stage
                (Add-PgTask staged).Title
            } | Should -Be 1, 1, staged
            Invoke-PgTaskQuery 'SELECT id FROM stage ORDER BY id' | ForEach-Object id | Should -Be 2, 3, 4
            Export-PgTaskTable stage TestDrive:/stage.csv -Force
            (Import-Csv TestDrive:/stage.csv).name | Should -Be n2, n3, n4
            Invoke-PgTaskQuery 'SHOW work_mem' -Scalar | Should -BeExactly 77MB
            $own.Pool.Busy | Should -Be 1
        }

        It 'reaches neither another runspace nor the cmdlets for tasks nor the next session' {
            $null = Invoke-PgTaskQuery 'SET default_transaction_read_only = on'
            { Invoke-PgTaskQuery 'CREATE TABLE refused ()' } | Should -Throw -ErrorId 'ReadOnlySqlTransaction,*'
            { Start-PgTaskTransaction; Add-PgTask one -ErrorAction Stop } | Should -Throw -ErrorId 'ReadOnlySqlTransaction,*'
            Undo-PgTaskTransaction
            (Add-PgTask one).Title | Should -BeExactly one
            1 | ForEach-Object -Parallel {
                Import-Module $using:manifest
                Invoke-PgTaskQuery 'SHOW default_transaction_read_only' -Scalar -Session $using:own
            } | Should -BeExactly off
            $null = Connect-PgTask $store
            Invoke-PgTaskQuery 'SHOW default_transaction_read_only' -Scalar | Should -BeExactly off
            Disconnect-PgTask -WarningAction SilentlyContinue
            Invoke-PgTaskQuery 'SHOW default_transaction_read_only' -Scalar | Should -BeExactly on
        }

        It 'is missed once when the connection is lost' {
            $process = Invoke-PgTaskQuery "SET work_mem = '77MB'; SELECT pg_backend_pid()" -Scalar
            Invoke-TestSql $store "SELECT pg_terminate_backend($process, 10000)" | Should -BeTrue
            { Invoke-PgTaskQuery 'SELECT 1' } | Should -Throw
            { Start-PgTaskTransaction } | Should -Throw -ErrorId 'SettingsLost,*'
            Invoke-PgTaskQuery 'SELECT 1' -Scalar | Should -Be 1
            Get-PgTaskTransaction | Should -BeNullOrEmpty
        }

        It 'shows what LISTEN has heard as an information record' {
            $null = Invoke-PgTaskQuery 'LISTEN heard'
            Invoke-TestSql $store "NOTIFY heard, 'hello'"
            Invoke-PgTaskQuery 'SELECT 1' -Scalar -InformationVariable said | Should -Be 1
            $said | Should -HaveCount 1
            "$said" | Should -BeLike '*hello*'
        }
    }
}
