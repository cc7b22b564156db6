BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    $empty = New-TestStore -Empty
    # Roles are the whole server's.
    $role = (Get-TestSetting $store)['Database']
    Invoke-TestSql $store "CREATE ROLE $role"

    function Connect-AsRole {
        $settings = Get-TestSetting $store
        $settings['Options'] = "-c role=$role"
        Connect-PgTask $settings.ConnectionString
    }

    function Get-Found([string] $Name) { Test-PgTaskStore | Where-Object Name -EQ $Name }
}

AfterAll {
    Invoke-TestSql $store "DROP OWNED BY $role"
    Invoke-TestSql $store "DROP ROLE $role"
    Remove-TestStore $store
    Remove-TestStore $empty
}

Describe 'Test-PgTaskStore' {
    It 'has one object a check where all is well' -Skip:([bool] $env:PGTASKS_TEST_DISTRIBUTE) {
        $checks = Test-PgTaskStore
        $checks | Should -BeOfType PgTasks.PgTaskStoreCheck
        $checks.Name | Should -BeExactly @(
            'Schema', 'Tasks', 'Leases', 'PutOff', 'Projects', 'Claim', 'DeadRows', 'Statistics', 'Autovacuum',
            'Snapshots', 'Notifications', 'Locks', 'Indexes', 'Triggers')
        $checks.Status | Select-Object -Unique | Should -Be Ok
        $checks.Advice -ne $null | Should -BeNullOrEmpty
        $checks.Detail | Should -Not -BeNullOrEmpty
        Test-PgTaskStore -Quiet | Should -BeTrue
    }

    It 'says of a store on another node what this one cannot see' -Skip:(-not $env:PGTASKS_TEST_DISTRIBUTE) {
        $checks = Test-PgTaskStore
        ($checks | Where-Object Status -EQ Ok).Name | Should -BeExactly Schema, Tasks, Leases, PutOff, Projects
        ($checks | Where-Object Status -EQ Unknown).Name | Should -BeExactly @(
            'Claim', 'DeadRows', 'Statistics', 'Autovacuum', 'Snapshots', 'Notifications', 'Locks', 'Indexes', 'Triggers')
        Test-PgTaskStore -Quiet | Should -BeTrue
    }

    It 'counts what is open' {
        $tasks = 'one', 'two', 'three' | Add-PgTask
        $tasks[0] | Start-PgTask
        $tasks[2] | Complete-PgTask
        (Get-Found Tasks).Value | Should -Be 2
    }

    It 'says of a database without a store that there is none' {
        $null = Connect-PgTask $empty
        try {
            $check = Test-PgTaskStore
            $check.Name, $check.Status, $check.Value | Should -Be Schema, Error, 0
            $check.Advice | Should -BeLike '*Initialize-PgTaskStore*'
            Test-PgTaskStore -Quiet | Should -BeFalse
        } finally { Disconnect-PgTask }
    }

    It 'finds dead rows, a table that was never analyzed, and that autovacuum passes it by' -Skip:([bool] $env:PGTASKS_TEST_DISTRIBUTE) {
        Invoke-TestSql $store @'
            ALTER TABLE pgtasks.note SET (autovacuum_enabled = off);
            ALTER TABLE pgtasks.note DISABLE TRIGGER USER;
            INSERT INTO pgtasks.note (task_id, text) SELECT 1, 'a' FROM generate_series(1, 20000);
            UPDATE pgtasks.note SET text = 'b'
'@
        try {
            # The server counts behind.
            Wait-TestCondition { (Get-Found DeadRows).Status -eq 'Warning' }
            $checks = Test-PgTaskStore
            $dead = $checks | Where-Object Name -EQ DeadRows
            $dead.Value, $dead.Target | Should -Be 20000, pgtasks.note
            $statistics = $checks | Where-Object Name -EQ Statistics
            $statistics.Status, $statistics.Value, $statistics.Target | Should -Be Warning, $null, pgtasks.note
            $autovacuum = $checks | Where-Object Name -EQ Autovacuum
            $autovacuum.Status, $autovacuum.Value, $autovacuum.Target | Should -Be Error, $false, pgtasks.note
            $triggers = $checks | Where-Object Name -EQ Triggers
            $triggers.Target | Should -Contain note_counted
            $triggers.Status | Select-Object -Unique | Should -Be Error

            # The advice is SQL that does it.
            Invoke-TestSql $store 'ALTER TABLE pgtasks.note RESET (autovacuum_enabled)'
            Invoke-TestSql $store 'ALTER TABLE pgtasks.note ENABLE TRIGGER USER'
            Invoke-TestSql $store 'VACUUM (ANALYZE) pgtasks.note'
            Wait-TestCondition { Test-PgTaskStore -Quiet }
            (Get-Found Statistics).Status | Should -Be Ok
        } finally {
            Invoke-TestSql $store 'TRUNCATE pgtasks.note'
        }
    }

    It 'finds tasks whose lease is over, and whose worker is unknown' {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task'
        $null = 'lost', 'orphan', 'held' | Add-PgTask
        $claims = 1..3 | ForEach-Object { Request-PgTask }
        try {
            (Get-Found Leases).Status | Should -Be Ok
            Invoke-TestSql $store @"
                UPDATE pgtasks.worker SET lease_until = now() - interval '2 minutes'
                WHERE id = (SELECT worker_id FROM pgtasks.task WHERE id = $($claims[0].Id));
                UPDATE pgtasks.task SET worker_id = 987654321, updated_at = now() - interval '3 minutes' WHERE id = $($claims[1].Id)
"@
            $check = Get-Found Leases
            $check.Status, $check.Value | Should -Be Warning, 2
            # The advice.
            (Request-PgTask -Count 10).Title | Should -Contain lost
            (Get-Found Leases).Value | Should -BeLessOrEqual 1
        } finally { Invoke-TestSql $store 'TRUNCATE pgtasks.task, pgtasks.worker' }
    }

    It 'finds tasks whose time has come and that no worker has looked at' -Skip:([bool] $env:PGTASKS_TEST_DISTRIBUTE) {
        $task = Add-PgTask later -NotBefore 1h
        Invoke-TestSql $store "UPDATE pgtasks.task SET wakes_at = now() - interval '2 minutes' WHERE id = $($task.Id)"
        $check = Get-Found PutOff
        $check.Status, $check.Value | Should -Be Warning, 1
        Remove-PgTask $task.Id
        (Get-Found PutOff).Status | Should -Be Ok
    }

    It 'says which projects are paused, and finds one that was not resumed to its end' {
        Suspend-PgTaskProject mail, work
        try {
            $check = Get-Found Projects
            $check.Status, $check.Value | Should -Be Ok, 2
            Invoke-TestSql $store "UPDATE pgtasks.paused_project SET resuming = true WHERE project = 'mail'"
            $check = Get-Found Projects
            $check.Status, $check.Target | Should -Be Warning, mail
            Resume-PgTaskProject $check.Target
            (Get-Found Projects).Value | Should -Be 1
        } finally { Resume-PgTaskProject * }
    }

    It 'finds what lies before the first task that can be claimed' -Skip:([bool] $env:PGTASKS_TEST_DISTRIBUTE) {
        (Get-Found Claim).Value | Should -BeLessThan 100
        # In a store of its own, as the server's counts lag behind.
        $own = New-TestStore
        try {
            Invoke-TestSql $own "
                INSERT INTO pgtasks.paused_project (project) VALUES ('mail');
                INSERT INTO pgtasks.task (title, project) SELECT repeat('long ', 100), 'mail' FROM generate_series(1, 20000)"
            $check = Get-Found Claim
            $check.Status | Should -Be Warning
            $check.Value | Should -BeGreaterThan 1000
            # Claims put them aside.
            Request-PgTask | Should -BeNullOrEmpty
            Invoke-TestSql $own 'VACUUM pgtasks.task'
            (Get-Found Claim).Status | Should -Be Ok
        } finally { Remove-TestStore $own }
    }

    It 'finds an index that was not made to its end' -Skip:([bool] $env:PGTASKS_TEST_DISTRIBUTE) {
        Invoke-TestSql $store "INSERT INTO pgtasks.task_text_change VALUES (1), (1)"
        try {
            try { Invoke-TestSql $store 'CREATE UNIQUE INDEX CONCURRENTLY "half made" ON pgtasks.task_text_change (id)' } catch { $null = $_ }
            $check = Get-Found Indexes
            $check.Status, $check.Target | Should -Be Error, 'pgtasks."half made"'
        } finally {
            Invoke-TestSql $store 'DROP INDEX pgtasks."half made"; TRUNCATE pgtasks.task_text_change'
        }
    }

    Context 'beside another session' -Skip:([bool] $env:PGTASKS_TEST_DISTRIBUTE) {
        BeforeEach {
            $other = Open-TestConnection $store
            $process = Invoke-TestSql $other 'SELECT pg_backend_pid()'
        }

        AfterEach { $other.Dispose() }

        It 'says whose the oldest snapshot is, and since when' {
            Invoke-TestSql $other "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT '$([char] 27)]0;x'"
            $check = Get-Found Snapshots
            $check.Status, $check.Target | Should -Be Ok, "$process"
            $check.Value | Should -BeOfType timespan
            $check | Out-String | Should -Not -Match "$([char] 27)]"
        }

        It 'says it also to a role that may not see since when' {
            Invoke-TestSql $store "GRANT USAGE ON SCHEMA pgtasks TO $role; GRANT SELECT ON ALL TABLES IN SCHEMA pgtasks TO $role"
            Invoke-TestSql $other 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1'
            $null = Connect-AsRole
            try {
                $checks = Test-PgTaskStore
                $check = $checks | Where-Object Name -EQ Snapshots
                $check.Target | Should -Be "$process"
                $check.Value | Should -BeOfType int
                $checks.Status | Select-Object -Unique | Should -Be Ok
            } finally {
                Disconnect-PgTask
                Invoke-TestSql $store "REVOKE ALL ON ALL TABLES IN SCHEMA pgtasks FROM $role; REVOKE ALL ON SCHEMA pgtasks FROM $role"
            }
        }

        It 'waits for no lock, and says who has it' {
            Invoke-TestSql $other 'BEGIN; LOCK TABLE pgtasks.task'
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $checks = Test-PgTaskStore
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
            ($checks | Where-Object Status -EQ Unknown).Name | Should -BeExactly Tasks, Leases, PutOff, Claim
            $locks = $checks | Where-Object Name -EQ Locks
            $locks.Status, $locks.Target | Should -Be Warning, "$process"
            ($checks | Where-Object Name -NotIn Tasks, Leases, PutOff, Claim, Locks).Status | Select-Object -Unique | Should -Be Ok
            Test-PgTaskStore -Quiet | Should -BeFalse
        }
    }

    It 'says what a role without rights cannot see' -Skip:([bool] $env:PGTASKS_TEST_DISTRIBUTE) {
        $null = Connect-AsRole
        try {
            $checks = Test-PgTaskStore
            ($checks | Where-Object Status -EQ Unknown).Name | Should -BeExactly Schema, Tasks, Leases, PutOff, Projects, Claim
            ($checks | Where-Object Status -NE Unknown).Name | Should -Contain DeadRows
        } finally { Disconnect-PgTask }
    }

    It 'takes no part in a transaction, and needs no connection that is in use' -Skip:([bool] $env:PGTASKS_TEST_DISTRIBUTE) {
        $null = Connect-PgTask $store -MaxPoolSize 1
        try {
            Invoke-PgTaskTransaction {
                Test-PgTaskStore -Quiet | Should -BeTrue
                Add-PgTask one
            } | Should -HaveCount 1
        } finally { Disconnect-PgTask }
    }

    It 'works in a store of another name' -Skip:([bool] $env:PGTASKS_TEST_DISTRIBUTE) {
        $null = Connect-PgTask $store -Schema 'Größe "1"'
        try {
            Initialize-PgTaskStore
            $checks = Test-PgTaskStore
            $checks.Status | Select-Object -Unique | Should -Be Ok
            ($checks | Where-Object Name -EQ Schema).Target | Should -BeExactly 'Größe "1"'
        } finally {
            Disconnect-PgTask
            Invoke-TestSql $store 'DROP SCHEMA "Größe ""1""" CASCADE'
        }
    }

    It 'shows in 80 columns what was found and what to do' {
        $null = Connect-PgTask $empty
        try {
            $text = Test-PgTaskStore | Out-String -Width 80
            $text.Split("`n").TrimEnd() | Where-Object Length -GT 80 | Should -BeNullOrEmpty
            $text | Should -Match 'Initialize'
        } finally { Disconnect-PgTask }
    }
}
