BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore

    function Get-Titles { Invoke-TestSql $store 'SELECT title FROM pgtasks.task ORDER BY id' }
    $bad = "bad`0title"
}

AfterAll { Remove-TestStore $store }

Describe 'Invoke-PgTaskTransaction' {
    BeforeEach { Invoke-TestSql $store 'TRUNCATE pgtasks.task' }
    AfterEach { Get-PgTaskTransaction | Should -BeNullOrEmpty -Because 'each transaction has ended' }

    Context 'how a block ends' {
        It 'commits at its end, and its output streams' {
            $seen = [System.Collections.Generic.List[object]]::new()
            Invoke-PgTaskTransaction {
                (Add-PgTask one).Title
                (Get-Titles | Measure-Object).Count
                $seen.Count
            } | ForEach-Object { $seen.Add($_) }
            $seen | Should -Be 'one', 0, 2
            Get-Titles | Should -BeExactly one
        }

        It 'runs in the scope of its caller' {
            $inner = 'before'
            Invoke-PgTaskTransaction { $inner = 'after' }
            $inner | Should -BeExactly after
        }

        It 'commits for return' {
            Invoke-PgTaskTransaction { $null = Add-PgTask one; return 'returned'; 'not reached' } |
                Should -BeExactly returned
            Get-Titles | Should -BeExactly one
        }

        It 'rolls back for throw, and passes the error on' {
            { Invoke-PgTaskTransaction { $null = Add-PgTask one; throw 'boom' } } | Should -Throw boom
            Get-Titles | Should -BeNullOrEmpty
        }

        It 'rolls back for a terminating error of a cmdlet' {
            { Invoke-PgTaskTransaction { $null = Add-PgTask one; Invoke-PgTaskQuery 'SELEC' } } |
                Should -Throw -ErrorId 'SyntaxError,PgTasks.Commands.InvokePgTaskQueryCommand'
            Get-Titles | Should -BeNullOrEmpty
        }

        It 'rolls back for break, which leaves the loop around it' {
            foreach ($i in 1, 2) { Invoke-PgTaskTransaction { $null = Add-PgTask "one $i"; break } }
            $i | Should -Be 1
            Get-Titles | Should -BeNullOrEmpty
        }

        It 'rolls back where the pipeline behind it has seen enough' {
            Invoke-PgTaskTransaction { 1; $null = Add-PgTask one; 2 } | Select-Object -First 1 | Should -Be 1
            Get-Titles | Should -BeNullOrEmpty
        }

        It 'rolls back for exit, whose code stays' {
            $manifest = Join-Path $PSScriptRoot .. PgTasks.psd1
            Invoke-PowerShell -Command "
                Import-Module '$manifest'
                `$session = Start-PgTaskServer -Ephemeral | Connect-PgTask
                try { Invoke-PgTaskTransaction { `$null = Add-PgTask one; exit 3 } }
                finally { Write-Host ""left: `$(@(Get-PgTask).Count)"" }" | Should -BeExactly 'left: 0'
            $LASTEXITCODE | Should -Be 3
        }

        It 'rolls back for Ctrl+C' {
            $shell = [powershell]::Create([System.Management.Automation.RunspaceMode]::NewRunspace)
            $shell.Runspace = New-TestRunspace $store 'stopped'
            $null = $shell.AddScript('Invoke-PgTaskTransaction { Add-PgTask one; Invoke-PgTaskQuery "SELECT pg_sleep(60)" }')
            $running = $shell.BeginInvoke()
            Wait-TestCondition { Invoke-TestSql $store "
                SELECT 1 FROM pg_stat_activity WHERE application_name = 'stopped' AND wait_event = 'PgSleep'" }
            $shell.Stop()
            { $shell.EndInvoke($running) } | Should -Throw
            $shell.Streams.Error | Should -HaveCount 0
            Get-Titles | Should -BeNullOrEmpty
            Invoke-TestSql $store "
                SELECT pid FROM pg_stat_activity WHERE application_name = 'stopped' AND state <> 'idle'" |
                Should -BeNullOrEmpty
            $shell.Runspace.Dispose()
        }
    }

    Context 'one bad record of 10,000' {
        It 'leaves none with -ErrorAction Stop' {
            {
                Invoke-PgTaskTransaction -ErrorAction Stop {
                    1..10000 | ForEach-Object { $_ -eq 5000 ? $bad : "task $_" } | Add-PgTask | Out-Null
                }
            } | Should -Throw -ErrorId 'CharacterNotInRepertoire,PgTasks.Commands.AddPgTaskCommand'
            Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task' | Should -Be 0
            $ErrorActionPreference | Should -Not -Be Stop
        }

        It 'leaves 9,999 without it' {
            $errors = $( Invoke-PgTaskTransaction {
                1..10000 | ForEach-Object { $_ -eq 5000 ? $bad : "task $_" } | Add-PgTask | Out-Null
            } ) 2>&1
            $errors | Should -HaveCount 1
            Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task' | Should -Be 9999
        }
    }

    It 'lets a read and a change run side by side over 10,000 tasks' {
        Invoke-PgTaskTransaction {
            1..10000 | Add-PgTask | Out-Null
            Get-PgTask | Complete-PgTask
        }
        Invoke-TestSql $store "SELECT count(*) FROM pgtasks.task WHERE status = 'completed'" | Should -Be 10000
    }

    Context 'nested' {
        It 'rolls the inner block back alone' {
            Invoke-PgTaskTransaction {
                $null = Add-PgTask outer
                try { Invoke-PgTaskTransaction { $null = Add-PgTask inner; throw 'inner' } } catch { $caught = $_ }
                $null = Add-PgTask after
            }
            "$caught" | Should -BeExactly inner
            Get-Titles | Should -BeExactly outer, after
        }

        It 'keeps the inner block that ends well, and drops it with the outer one' {
            try {
                Invoke-PgTaskTransaction {
                    Invoke-PgTaskTransaction { $null = Add-PgTask inner; (Get-PgTaskTransaction).Depth } |
                        Should -Be 2
                    throw 'outer'
                }
            } catch { "$_" | Should -BeExactly outer }
            Get-Titles | Should -BeNullOrEmpty
        }

        It 'refuses options of its own' {
            { Invoke-PgTaskTransaction { Invoke-PgTaskTransaction -IsolationLevel Serializable { } } } |
                Should -Throw -ErrorId 'TransactionAlreadyBegun,*'
        }
    }

    It 'refuses to leave open what the block has begun' {
        { Invoke-PgTaskTransaction { $null = Start-PgTaskTransaction; $null = Add-PgTask one } } |
            Should -Throw -ErrorId 'TransactionNotEnded,*'
        Get-Titles | Should -BeNullOrEmpty
    }

    It 'does not let the block end it' {
        { Invoke-PgTaskTransaction { Complete-PgTaskTransaction } } | Should -Throw -ErrorId 'TransactionOfBlock,*'
    }

    It 'is read-only with -ReadOnly' {
        { Invoke-PgTaskTransaction -ReadOnly { Add-PgTask one } } | Should -Throw -ErrorId 'ReadOnlySqlTransaction,*'
    }

    It 'has the isolation level that it was given' {
        Invoke-PgTaskTransaction -IsolationLevel RepeatableRead {
            (Get-PgTaskTransaction).IsolationLevel
            Invoke-PgTaskQuery 'SHOW transaction_isolation' -Scalar
        } | Should -Be RepeatableRead, 'repeatable read'
    }

    Context 'retries' {
        BeforeEach { $task = Add-PgTask counter -MaxAttempts 1 }

        It 'runs the block again after a serialization failure, and emits the output of the attempt that committed' {
            $script:attempts = 0
            Invoke-PgTaskTransaction -IsolationLevel RepeatableRead -RetryCount 3 {
                $script:attempts++
                $null = Get-PgTask $task.Id
                if ($script:attempts -eq 1) {
                    Invoke-TestSql $store "UPDATE pgtasks.task SET max_attempts = 50"
                }
                $before = (Get-PgTask $task.Id).MaxAttempts
                Set-PgTask $task.Id -MaxAttempts ($before + 1)
                "attempt $((Get-PgTaskTransaction).Attempt)"
            } | Should -BeExactly 'attempt 2'
            (Get-PgTask $task.Id).MaxAttempts | Should -Be 51
        }

        It 'gives up after -RetryCount' {
            $script:attempts = 0
            {
                Invoke-PgTaskTransaction -IsolationLevel RepeatableRead -RetryCount 2 {
                    $script:attempts++
                    $null = Get-PgTask $task.Id
                    Invoke-TestSql $store "UPDATE pgtasks.task SET max_attempts = max_attempts + 1"
                    Set-PgTask $task.Id -MaxAttempts 7
                }
            } | Should -Throw -ErrorId 'SerializationFailure,*'
            $script:attempts | Should -Be 3
        }

        It 'runs the block again where COMMIT meets the serialization failure' {
            $script:attempts = 0
            Invoke-TestSql $store 'CREATE TABLE IF NOT EXISTS spoiled (n int)'
            Invoke-PgTaskTransaction -IsolationLevel Serializable -RetryCount 3 {
                $script:attempts++
                $null = Invoke-PgTaskQuery 'SELECT sum(n) FROM spoiled'
                $null = Invoke-PgTaskQuery 'INSERT INTO spoiled VALUES (1)'
                if ($script:attempts -eq 1) {
                    Invoke-TestSql $store 'BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT sum(n) FROM spoiled;
                        INSERT INTO spoiled VALUES (1); COMMIT'
                }
            }
            $script:attempts | Should -Be 2
            Invoke-TestSql $store 'SELECT count(*)::int FROM spoiled; DROP TABLE spoiled' | Should -Be 2
        }

        It 'runs the block again where its connection is lost before COMMIT' {
            $script:attempts = 0
            Invoke-PgTaskTransaction -RetryCount 3 {
                $script:attempts++
                $null = Add-PgTask one
                if ($script:attempts -eq 1) {
                    $null = Invoke-TestSql $store "
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND state = 'idle in transaction'"
                }
                $null = Add-PgTask two
            }
            $script:attempts | Should -Be 2
            Get-Titles | Should -BeExactly counter, one, two
        }

        It 'runs the block again where the server says that it has not committed' {
            Invoke-TestSql $store "
                CREATE TABLE cut (id int);
                CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
                CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON cut DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION cut()"
            $script:attempts = 0
            {
                Invoke-PgTaskTransaction -RetryCount 3 {
                    $script:attempts++
                    $null = Invoke-PgTaskQuery 'INSERT INTO cut VALUES (1)'
                }
            } | Should -Throw -ErrorId 'TransactionLost,*'
            $script:attempts | Should -Be 4
            Invoke-TestSql $store 'DROP TABLE cut; DROP FUNCTION cut()'
        }

        It 'does not run the block again after another error' {
            $script:attempts = 0
            { Invoke-PgTaskTransaction -RetryCount 3 { $script:attempts++; throw 'other' } } | Should -Throw other
            $script:attempts | Should -Be 1
        }
    }

    It 'ends with TransactionLost, which is transient, when its connection is cut' {
        $thrown = {
            Invoke-PgTaskTransaction {
                $null = Add-PgTask one
                Invoke-TestSql $store "
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND state = 'idle in transaction'" | Out-Null
                $null = Add-PgTask two
            }
        } | Should -Throw -ErrorId 'TransactionLost,*' -PassThru
        $thrown.Exception.IsTransient | Should -BeTrue
        Get-Titles | Should -BeNullOrEmpty
        (Add-PgTask 'the session goes on').Title | Should -Not -BeNullOrEmpty
    }

    It 'ends with TransactionLost when the server ends its connection before it has committed' {
        Invoke-TestSql $store "
            CREATE TABLE IF NOT EXISTS cut (id int);
            CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON cut DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION cut()"
        try { Invoke-PgTaskTransaction { Invoke-PgTaskQuery 'INSERT INTO cut VALUES (1)' } } catch { $thrown = $_ }
        $thrown.FullyQualifiedErrorId | Should -BeLike 'TransactionLost,*'
        Invoke-TestSql $store 'SELECT count(*) FROM cut' | Should -Be 0
        Get-PgTaskTransaction | Should -BeNullOrEmpty
        Invoke-TestSql $store 'DROP TABLE cut; DROP FUNCTION cut()'
    }

    It 'lets eight runspaces share a session, each with a transaction of its own' {
        $session = Connect-PgTask (Get-PgTaskSession | Select-Object -Last 1 | ForEach-Object {
            "host=$($_.HostName) port=$($_.Port) dbname=$($_.Database) user=$($_.UserName)" }) -MaxPoolSize 4
        $manifest = Join-Path $PSScriptRoot .. PgTasks.psd1
        $errors = 1..8 | ForEach-Object -ThrottleLimit 8 -Parallel {
            Import-Module $using:manifest
            $session = $using:session
            Invoke-PgTaskTransaction -Session $session { 1..1000 | Add-PgTask -Session $session | Out-Null }
        } 2>&1
        $errors | Should -BeNullOrEmpty
        Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task' | Should -Be 8000
        $session.Pool.Size | Should -BeLessOrEqual 4
        $session.Pool.Opened | Should -BeLessOrEqual 4
        $session | Disconnect-PgTask
    }
}

Describe 'A transaction at the prompt' {
    BeforeEach { Invoke-TestSql $store 'TRUNCATE pgtasks.task' }

    It 'begins, nests, undoes and completes' {
        (Start-PgTaskTransaction).Depth | Should -Be 1
        $null = Add-PgTask one
        (Start-PgTaskTransaction).Depth | Should -Be 2
        $null = Add-PgTask two
        Undo-PgTaskTransaction
        (Get-PgTaskTransaction).Depth | Should -Be 1
        Get-Titles | Should -BeNullOrEmpty
        Complete-PgTaskTransaction
        Get-PgTaskTransaction | Should -BeNullOrEmpty
        Get-Titles | Should -BeExactly one
    }

    It 'rolls back when its session is disconnected' {
        $session = Get-PgTaskSession | Select-Object -Last 1
        $other = Connect-PgTask "host=$($session.HostName) port=$($session.Port) dbname=$($session.Database) user=$($session.UserName)"
        $null = Start-PgTaskTransaction
        $null = Add-PgTask one
        Disconnect-PgTask $other
        Get-Titles | Should -BeNullOrEmpty
        Wait-TestCondition { -not (Invoke-TestSql $store "
            SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'") }
    }

    It 'has an error where none is open: <_>' -ForEach 'Complete-PgTaskTransaction', 'Undo-PgTaskTransaction' {
        { & $_ } | Should -Throw -ErrorId 'NoTransaction,*'
    }

    It 'does nothing with -WhatIf' {
        Start-PgTaskTransaction -WhatIf
        Get-PgTaskTransaction | Should -BeNullOrEmpty
    }
}
