BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
}

Describe 'Initialize-PgTaskStore' {
    BeforeEach {
        $store = New-TestStore -Empty
        $null = Connect-PgTask $store
        $schemas = { Invoke-TestSql $store "SELECT count(*) FROM pg_namespace WHERE nspname = 'pgtasks'" }
        $versions = { Invoke-TestSql $store 'SELECT version FROM pgtasks.migration ORDER BY version' }
    }

    AfterEach { Remove-TestStore $store }

    It 'creates the store, silently' {
        Initialize-PgTaskStore | Should -BeNullOrEmpty
        & $versions | Should -Contain 1
        Add-PgTask one | Should -BeOfType PgTasks.PgTask
    }

    It 'creates nothing with -WhatIf' {
        Initialize-PgTaskStore -WhatIf
        & $schemas | Should -Be 0
    }

    It 'does no harm when it runs again' {
        Initialize-PgTaskStore
        $before = & $versions
        $null = Add-PgTask one
        Initialize-PgTaskStore
        & $versions | Should -Be $before
        (Get-PgTask).Title | Should -BeExactly one
    }

    It 'may run twenty times at once' {
        $manifest = $manifest
        $results = 1..20 | ForEach-Object -ThrottleLimit 20 -Parallel {
            Import-Module $using:manifest
            try {
                $null = Connect-PgTask $using:store -MaxPoolSize 1
                Initialize-PgTaskStore
                (Add-PgTask "t $_").Title
                Disconnect-PgTask
            } catch {
                $_.FullyQualifiedErrorId
            }
        }
        $results | Sort-Object | Should -BeExactly (1..20 | ForEach-Object { "t $_" } | Sort-Object)
        & $schemas | Should -Be 1
        & $versions | Should -Be (& $versions | Sort-Object -Unique)
        @(Get-PgTask).Count | Should -Be 20
    }

    It 'is what the error advises where there is no store: <Name>' -ForEach @(
        @{ Name = 'Get-PgTask'; Class = 'GetPgTaskCommand'; Command = { Get-PgTask } }
        @{ Name = 'Get-PgTask -Id'; Class = 'GetPgTaskCommand'; Command = { Get-PgTask 1 } }
        @{ Name = 'Add-PgTask'; Class = 'AddPgTaskCommand'; Command = { Add-PgTask one } }
        @{ Name = 'Complete-PgTask'; Class = 'CompletePgTaskCommand'; Command = { Complete-PgTask 1 } }
        @{ Name = 'Remove-PgTask'; Class = 'RemovePgTaskCommand'; Command = { Remove-PgTask 1 } }
    ) {
        $thrown = try { & $Command } catch { $_ }
        $thrown.FullyQualifiedErrorId | Should -Be "UndefinedTable,PgTasks.Commands.$Class"
        $thrown.CategoryInfo.Category | Should -Be ObjectNotFound
        $thrown.ErrorDetails.RecommendedAction | Should -Match 'Initialize-PgTaskStore'
    }

    It 'refuses a store that is newer than the module' {
        Initialize-PgTaskStore
        $null = Add-PgTask one
        Invoke-TestSql $store "INSERT INTO pgtasks.migration (version, name, breaking) VALUES (9999, 'from the future', true)"
        { Initialize-PgTaskStore } |
            Should -Throw -ErrorId 'StoreTooNew,PgTasks.Commands.InitializePgTaskStoreCommand'
        $thrown = try { Connect-PgTask $store } catch { $_ }
        $thrown.FullyQualifiedErrorId | Should -Be 'StoreTooNew,PgTasks.Commands.ConnectPgTaskCommand'
        $thrown.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task' | Should -Be 1
    }

    It 'creates a store in the schema that -Schema names, beside the session''s own' {
        Initialize-PgTaskStore -Schema 'team a'
        & $schemas | Should -Be 0
        (Connect-PgTask $store -Schema 'team a' -Name team).Schema | Should -BeExactly 'team a'
        (Add-PgTask one -Session team).Id | Should -Be 1
        { Initialize-PgTaskStore -Schema ('ä' * 32) } |
            Should -Throw -ErrorId 'UnusableSchemaName,PgTasks.Commands.InitializePgTaskStoreCommand'
    }

    It 'creates nothing with -Distribute where the database has no Citus' -Skip:([bool] $env:PGTASKS_TEST_DISTRIBUTE) {
        $thrown = try { Initialize-PgTaskStore -Distribute } catch { $_ }
        $thrown.FullyQualifiedErrorId | Should -Be 'CitusNotInstalled,PgTasks.Commands.InitializePgTaskStoreCommand'
        $thrown.CategoryInfo.Category | Should -Be NotInstalled
        $thrown.ErrorDetails.RecommendedAction | Should -Match 'CREATE EXTENSION citus'
        { Initialize-PgTaskStore -Distribute -WhatIf } | Should -Throw -ErrorId 'CitusNotInstalled,*'
        & $schemas | Should -Be 0
        Initialize-PgTaskStore
        { Initialize-PgTaskStore -Distribute } | Should -Throw -ErrorId 'CitusNotInstalled,*'
    }

    Context 'on Citus' -Skip:(-not $env:PGTASKS_TEST_DISTRIBUTE) {
        BeforeEach {
            $node = { Invoke-TestSql $store "SELECT DISTINCT nodeport FROM citus_shards WHERE table_name::text LIKE '$($args[0]).%'" }
        }

        It 'puts a new store on a node, and the next on another, silently' {
            Initialize-PgTaskStore -Schema a -Distribute -InformationVariable told | Should -BeNullOrEmpty
            $told | Should -BeNullOrEmpty
            Initialize-PgTaskStore -Schema b -Distribute
            (& $node a) -ne (& $node b) | Should -BeTrue
        }

        It 'moves a store that is there, with its tasks and what belongs to them' {
            Initialize-PgTaskStore -Distribute:$false
            & $node pgtasks | Should -BeNullOrEmpty
            $first = Add-PgTask first -Tag x
            $second = Add-PgTask second -DependsOn $first.Id
            $first | Add-PgTaskNote 'a penguin'
            (Get-PgTask -Search penguin).Id | Should -Be $first.Id
            Initialize-PgTaskStore -Distribute
            @(& $node pgtasks).Count | Should -Be 1
            Invoke-TestSql $store 'SELECT pg_relation_size(''pgtasks.task'')' | Should -Be 0
            (Get-PgTask $second.Id).BlockedBy | Should -Be $first.Id
            (Get-PgTask -Search penguin).Id | Should -Be $first.Id
            ($first | Get-PgTaskNote).Text | Should -BeExactly 'a penguin'
            $first | Complete-PgTask
            (Get-PgTask $second.Id).BlockedBy | Should -BeNullOrEmpty
            (Add-PgTask third).Id | Should -BeGreaterThan $second.Id
            $first | Remove-PgTask
            Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task_text WHERE id = 1' | Should -Be 0
        }

        It 'leaves a distributed store where it is' {
            Initialize-PgTaskStore -Distribute
            Initialize-PgTaskStore -Distribute -Verbose 4>&1 | Should -BeNullOrEmpty
            Initialize-PgTaskStore
            @(& $node pgtasks).Count | Should -Be 1
        }

        It 'asks before it moves one' {
            Initialize-PgTaskStore -Distribute:$false
            Initialize-PgTaskStore -Distribute -WhatIf
            & $node pgtasks | Should -BeNullOrEmpty
        }

        It 'distributes what the database distributes by itself' {
            Invoke-TestSql $store "ALTER DATABASE $((Get-TestSetting $store)['Database']) SET citus.enable_schema_based_sharding = on"
            $null = Connect-PgTask $store -MaxPoolSize 2
            Initialize-PgTaskStore -Distribute:$false
            @(& $node pgtasks).Count | Should -Be 1
            Invoke-PgTaskQuery 'CREATE SCHEMA given'
            Initialize-PgTaskStore -Schema given -Distribute:$false
            @(& $node given).Count | Should -Be 1
        }

        It 'wants a role that owns the schema, of which Citus is to know on the workers' {
            $role = (Get-TestSetting $store)['Database']
            Invoke-TestSql $store "CREATE ROLE $role LOGIN; CREATE SCHEMA given; GRANT ALL ON SCHEMA given TO $role"
            try {
                $settings = Get-TestSetting $store
                $settings['Username'] = $role
                $null = Connect-PgTask $settings.ConnectionString -Schema given
                $thrown = try { Initialize-PgTaskStore -Distribute } catch { $_ }
                $thrown.FullyQualifiedErrorId | Should -Be 'InsufficientPrivilege,PgTasks.Commands.InitializePgTaskStoreCommand'
                Invoke-TestSql $store "ALTER SCHEMA given OWNER TO $role"
                Initialize-PgTaskStore -Distribute
                @(& $node given).Count | Should -Be 1
                $null = Add-PgTask one
                $null = Add-PgTask two -DependsOn 1
                Complete-PgTask 1
                (Get-PgTask).BlockedBy | Should -BeNullOrEmpty
                (Get-PgTask -Search two).Title | Should -BeExactly two
            } finally {
                Disconnect-PgTask
                Invoke-TestSql $store "DROP SCHEMA given CASCADE; DROP ROLE $role"
            }
        }
    }

    It 'keeps stores of any name side by side in one database' {
        $hostile = "Größe `"1`"'; DROP SCHEMA pgtasks CASCADE; --"
        $session = Connect-PgTask $store -Schema $hostile -Name other
        $session.Schema | Should -BeExactly $hostile
        Initialize-PgTaskStore
        Connect-PgTask $store -Name usual | ForEach-Object Schema | Should -BeExactly pgtasks
        Initialize-PgTaskStore

        1..3 | ForEach-Object { "other $_" } | Add-PgTask -Session other -Tag a, b -Priority High
        $null = Add-PgTask usual
        @(Get-PgTask -Session other).Count | Should -Be 3
        (Get-PgTask).Title | Should -BeExactly usual

        Get-PgTask -Session other | Set-PgTask -Session other -Status Running -Priority Low
        Complete-PgTask 1 -Session other
        Remove-PgTask 2 -Session other
        Restart-PgTask 3 -Session other
        $file = Join-Path $TestDrive tasks.csv
        Export-PgTask $file -Session other
        (Import-PgTask $file -Session other).Imported | Should -Be 2
        Invoke-PgTaskTransaction -Session other { @(Get-PgTask -All -Session other).Count | Should -Be 4 }
        (Get-PgTask -Session other -Status Completed).Id | Should -Contain 1
        (Get-PgTask).Status | Should -Be Pending

        Invoke-TestSql $store @'
            SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = 'migration' ORDER BY n.nspname COLLATE "C"
'@ | Should -BeExactly $hostile, pgtasks
    }

    It 'creates its tables in a schema that is there for a role that may create no schema' {
        $role = (Get-TestSetting $store)['Database']
        Invoke-TestSql $store "CREATE ROLE $role LOGIN; CREATE SCHEMA given AUTHORIZATION $role"
        try {
            $settings = Get-TestSetting $store
            $settings['Options'] = "-c role=$role"
            $null = Connect-PgTask $settings.ConnectionString -Schema given
            Initialize-PgTaskStore
            (Add-PgTask one).Id | Should -Be 1
        } finally {
            Disconnect-PgTask
            Invoke-TestSql $store "DROP SCHEMA given CASCADE; DROP ROLE $role"
        }
    }

    It 'says what the role lacks that may not create it' {
        $role = (Get-TestSetting $store)['Database']
        Invoke-TestSql $store "CREATE ROLE $role"
        try {
            $settings = Get-TestSetting $store
            $settings['Options'] = "-c role=$role"
            $null = Connect-PgTask $settings.ConnectionString
            $thrown = try { Initialize-PgTaskStore } catch { $_ }
            $thrown.FullyQualifiedErrorId | Should -Be 'InsufficientPrivilege,PgTasks.Commands.InitializePgTaskStoreCommand'
            $thrown.CategoryInfo.Category | Should -Be PermissionDenied
            & $schemas | Should -Be 0
        } finally {
            Disconnect-PgTask
            Invoke-TestSql $store "DROP ROLE $role"
        }
    }

    It 'ends on the server with Ctrl+C' {
        Initialize-PgTaskStore
        $end = Stop-BlockedCommand $store { Initialize-PgTaskStore } -Table pgtasks.migration
        $end.State | Should -Be Stopped
        $end.Stopped.TotalSeconds | Should -BeLessThan 2
        $end.Gone.TotalSeconds | Should -BeLessThan 2
        $end.Thrown | Should -BeOfType System.Management.Automation.PipelineStoppedException
        $end.Errors | Should -BeNullOrEmpty
        $end.TasksAfter | Should -Be 0
    }
}
