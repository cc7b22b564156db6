BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    Get-PgTaskSession | Disconnect-PgTask
}

AfterAll { Remove-TestStore $store }

Describe 'Get-PgTaskSession' {
    AfterEach { Get-PgTaskSession | Disconnect-PgTask }

    It 'gets nothing, silently, where nothing is connected' {
        Get-PgTaskSession -ErrorVariable errors | Should -BeNullOrEmpty
        $errors | Should -BeNullOrEmpty
    }

    It 'gets the open sessions, the current one last' {
        $sessions = 'one', 'two', 'three' | ForEach-Object { Connect-PgTask $store -Name $_ }
        $sessions[1] | Disconnect-PgTask
        (Get-PgTaskSession).Name | Should -Be one, three
        Get-PgTaskSession | Should -BeOfType PgTasks.PgTaskSession
    }

    It 'takes names, in any case, and wildcards' {
        'one', 'two', 'three' | ForEach-Object { Connect-PgTask $store -Name $_ } | Out-Null
        (Get-PgTaskSession ONE).Name | Should -Be one
        (Get-PgTaskSession t*).Name | Should -Be two, three
        ('three', 'one' | Get-PgTaskSession).Name | Should -Be three, one
    }

    It 'has an error for a name that no session has, and gets the others' {
        $null = Connect-PgTask $store -Name one
        $found = Get-PgTaskSession nobody, one, no* -ErrorVariable errors -ErrorAction SilentlyContinue
        $found.Name | Should -Be one
        @($errors).FullyQualifiedErrorId | Should -Be 'SessionNotFound,PgTasks.Commands.GetPgTaskSessionCommand'
        $errors[0].TargetObject | Should -Be nobody
    }
}

Describe 'a session' {
    BeforeEach { Invoke-TestSql $store 'TRUNCATE pgtasks.task' }
    AfterEach { Get-PgTaskSession | Disconnect-PgTask }

    Context 'as -Session' {
        BeforeEach {
            $one = Connect-PgTask $store -Name one -ApplicationName one
            $two = Connect-PgTask $store -Name 'and two' -ApplicationName two
            $lastOfOne = { (Get-TestActivity $store one).query -join ';' }
        }

        It 'is taken as an object and by name' {
            Add-PgTask by-object -Session $one | Should -BeOfType PgTasks.PgTask
            & $lastOfOne | Should -Match 'INSERT|tell_workers'
            Add-PgTask by-name -Session ONE | Should -BeOfType PgTasks.PgTask
            Get-PgTask -Session one | Complete-PgTask -Session $one
            & $lastOfOne | Should -Match UPDATE
            Get-PgTask -All -Session one | Remove-PgTask -Session one
            & $lastOfOne | Should -Match DELETE
            (Get-TestActivity $store two).query -join ';' | Should -Not -Match 'INSERT|UPDATE|DELETE|tell_workers'
        }

        It 'is refused under a name that no session has' {
            { Get-PgTask -Session nobody } |
                Should -Throw -ErrorId 'ParameterArgumentTransformationError,PgTasks.Commands.GetPgTaskCommand'
        }

        It 'is SessionClosed once closed' {
            $one | Disconnect-PgTask
            { Get-PgTask -Session $one -ErrorAction SilentlyContinue } |
                Should -Throw -ErrorId 'SessionClosed,PgTasks.Commands.GetPgTaskCommand'
            { Get-PgTask -Session one } | Should -Throw
        }

        It 'is completed by Tab: <Line>' -ForEach @(
            @{ Line = 'Get-PgTask -Session '; Texts = 'one', "'and two'" }
            @{ Line = 'Add-PgTask x -Session o'; Texts = 'one' }
            @{ Line = 'Disconnect-PgTask AND'; Texts = "'and two'" }
        ) {
            $completion = TabExpansion2 $Line $Line.Length
            $completion.CompletionMatches.CompletionText | Should -Be $Texts
        }
    }

    Context 'and other runspaces' {
        It 'is not current there' {
            $null = Connect-PgTask $store
            $manifest = $manifest
            $ids = 1, 2 | ForEach-Object -Parallel {
                Import-Module $using:manifest
                try { Get-PgTask } catch { $_.FullyQualifiedErrorId }
                @(Get-PgTaskSession).Count
            }
            $ids | Sort-Object -Unique | Should -Be 0, 'NotConnected,PgTasks.Commands.GetPgTaskCommand'
        }

        It 'may be passed to them' {
            $session = Connect-PgTask $store -ApplicationName shared -MaxPoolSize 4
            $titles = 1..40 | ForEach-Object -ThrottleLimit 8 -Parallel {
                Import-Module $using:manifest
                $task = Add-PgTask "t $_" -Session $using:session
                $task | Complete-PgTask -Session $using:session -PassThru | ForEach-Object Title
            }
            $titles | Sort-Object | Should -BeExactly (1..40 | ForEach-Object { "t $_" } | Sort-Object)
            Invoke-TestSql $store "SELECT count(*) FROM pgtasks.task WHERE status = 'completed'" | Should -Be 40
            @(Get-TestActivity $store shared).Count | Should -BeLessOrEqual 4
            $session.State | Should -Be Open
        }

        It 'closes with the runspace that connected it' {
            $runspace = New-TestRunspace $store short-lived
            @(Get-TestActivity $store short-lived).Count | Should -Be 1
            $runspace.Dispose()
            Wait-TestCondition { -not (Get-TestActivity $store short-lived) }
        }

        It 'closes with the module, and the module can come back' {
            $runspace = New-TestRunspace $store removed
            try {
                @(Get-TestActivity $store removed).Count | Should -Be 1
                Invoke-TestRunspace $runspace { Remove-Module PgTasks }
                Wait-TestCondition { -not (Get-TestActivity $store removed) }
                $title = Invoke-TestRunspace $runspace {
                    param($manifest, $store)
                    Import-Module $manifest
                    $null = Connect-PgTask $store
                    Import-Module $manifest -Force
                    $null = Connect-PgTask $store
                    (Add-PgTask 'after all that').Title
                } $manifest $store
                $title | Should -BeExactly 'after all that'
            } finally {
                $runspace.Dispose()
            }
        }

        It 'does not close with the module of another runspace' {
            $session = Connect-PgTask $store
            $runspace = New-TestRunspace
            Invoke-TestRunspace $runspace { Remove-Module PgTasks }
            $runspace.Dispose()
            $session.State | Should -Be Open
            Add-PgTask one | Should -BeOfType PgTasks.PgTask
        }
    }

    Context 'to a server that drops it' {
        It 'fails once and then connects again' {
            $null = Connect-PgTask $store -ApplicationName dropped -MaxPoolSize 1
            $null = Add-PgTask one
            Invoke-TestSql $store "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dropped'"
            Wait-TestCondition { -not (Get-TestActivity $store dropped) }
            $thrown = try { $null = Get-PgTask -ErrorAction SilentlyContinue } catch { $_ }
            $thrown.FullyQualifiedErrorId | Should -BeIn $null, 'AdminShutdown,PgTasks.Commands.GetPgTaskCommand', 'ConnectionFailed,PgTasks.Commands.GetPgTaskCommand'
            (Get-PgTask).Title | Should -BeExactly one
        }
    }
}
