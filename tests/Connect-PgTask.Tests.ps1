BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    $settings = Get-TestSetting $store
    Get-PgTaskSession | Disconnect-PgTask

    # A port that nothing listens on.
    $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $listener.Start()
    $freePort = $listener.LocalEndpoint.Port
    $listener.Stop()
}

AfterAll { Remove-TestStore $store }

Describe 'Connect-PgTask' {
    AfterEach { Get-PgTaskSession | Disconnect-PgTask }

    Context 'the session it emits' {
        It 'says where it is connected' {
            $session = Connect-PgTask $store
            $session | Should -BeOfType PgTasks.PgTaskSession
            $session.State | Should -Be Open
            $session.HostName | Should -Be $settings['Host']
            $session.Port | Should -Be $settings['Port']
            $session.Database | Should -Be $settings['Database']
            $session.UserName | Should -Be $settings['Username']
            $session.ServerVersion | Should -BeOfType version
            $session.ServerVersionNumber | Should -Be (Invoke-TestSql $store "SELECT current_setting('server_version_num')::int")
            $session.ConnectedAt | Should -BeOfType datetime
        }

        It 'says with -Verbose where that is, and no password' {
            $told = Connect-PgTask $store -Verbose 4>&1 |
                Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
            $told.Message -join ' ' | Should -Match ([regex]::Escape($settings['Database']))
            if ($settings['Password']) { $told.Message -join ' ' | Should -Not -Match $settings['Password'] }
        }

        It 'has a name that no other has' {
            $names = (Connect-PgTask $store).Name, (Connect-PgTask $store).Name
            $names[0] | Should -Not -BeNullOrEmpty
            $names[1] | Should -Not -Be $names[0]
        }

        It 'shows no password anywhere' {
            $secret = $settings['Password'] ? $settings['Password'] : 'pa55-that-nobody-asks-for'
            $own = Get-TestSetting $store
            $own['Password'] = $secret
            $all = & {
                $session = Connect-PgTask $own.ConnectionString -Verbose
                $session
                $session | Format-List * | Out-String -Width 1000
                $session | Format-Table | Out-String -Width 1000
                $session | ConvertTo-Json -Depth 5
                "$session"
                Get-PgTaskSession | Out-String -Width 1000
                [System.Management.Automation.PSSerializer]::Serialize($session)
            } *>&1
            ($all | Out-String -Width 1000).Contains($secret) | Should -BeFalse
            ($all | Out-String -Width 1000).Contains($settings['Database']) | Should -BeTrue
        }
    }

    Context '-ActAs' {
        It 'is whose the changes are' {
            $role = (Get-TestSetting $store)['Username']
            (Connect-PgTask $store).ActAs | Should -Be $null
            $own = Add-PgTask own
            $own.CreatedBy, $own.UpdatedBy | Should -BeExactly $role, $role
            foreach ($name in 'ann', 'Ö "x"; --', "o'brien") {
                (Connect-PgTask $store -ActAs $name).ActAs | Should -BeExactly $name
                $added = 'one', 'two' | Add-PgTask
                $added.CreatedBy + $added.UpdatedBy + (Add-PgTask three).CreatedBy | Should -BeExactly (@($name) * 5)
                $changed = @(
                    Set-PgTask $own.Id -Project p -PassThru
                    $own | Set-PgTask -Title { $_.Title } -PassThru
                    Complete-PgTask $own.Id -PassThru
                    Restart-PgTask $own.Id -PassThru)
                $changed.CreatedBy | Should -BeExactly (@($role) * 4)
                $changed.UpdatedBy | Should -BeExactly (@($name) * 4)
                Invoke-TestSql $store 'UPDATE pgtasks.task SET updated_by = NULL'
            }
        }

        It 'refuses <Name>' -ForEach @{ Name = '' }, @{ Name = '  ' }, @{ Name = $null } {
            { Connect-PgTask $store -ActAs $Name } |
                Should -Throw -ErrorId 'ParameterArgumentValidationError,PgTasks.Commands.ConnectPgTaskCommand'
        }

        It 'is the role where SQL alone adds a task' {
            $role = (Get-TestSetting $store)['Username']
            $null = Connect-PgTask $store -ActAs ann
            $row = Invoke-PgTaskQuery "INSERT INTO pgtasks.task (title) VALUES ('raw') RETURNING created_by, updated_by"
            $row.created_by, $row.updated_by | Should -BeExactly $role, $role
        }
    }

    Context 'without it' {
        BeforeAll { $before = $env:DATABASE_URL }

        AfterEach { $env:DATABASE_URL = $before }

        It 'a cmdlet connects once by DATABASE_URL' {
            $env:DATABASE_URL = $store
            Add-PgTask one | Should -BeOfType PgTasks.PgTask
            Get-PgTask | Should -Not -BeNullOrEmpty
            $session = Get-PgTaskSession
            @($session).Count | Should -Be 1
            ($session.Settings | Where-Object Name -EQ Database).Source | Should -Be DATABASE_URL
        }
    }

    Context 'its spellings' {
        It 'takes a SecureString, and names an unknown setting' {
            (Connect-PgTask (ConvertTo-SecureString $store -AsPlainText)).State | Should -Be Open
            { Connect-PgTask 'host=db prot=5' } | Should -Throw -ErrorId 'UnknownSetting,PgTasks.Commands.ConnectPgTaskCommand'
            { Connect-PgTask -Uri 'host=db' } | Should -Throw -ErrorId 'InvalidConnectionString,PgTasks.Commands.ConnectPgTaskCommand'
        }
    }

    Context 'its parameters' {
        It 'takes host, port, database and credential' {
            $credential = [pscredential]::new($settings['Username'], (ConvertTo-SecureString ($settings['Password'] ? $settings['Password'] : 'unused') -AsPlainText))
            $session = Connect-PgTask -HostName $settings['Host'] -Port $settings['Port'] -Database $settings['Database'] -Credential $credential
            $session.Database | Should -Be $settings['Database']
            $session.UserName | Should -Be $settings['Username']
            Add-PgTask one | Should -BeOfType PgTasks.PgTask
        }

        It 'opens -MinPoolSize connections before it returns' {
            $null = Connect-PgTask $store -ApplicationName warm -MinPoolSize 3
            @(Get-TestActivity $store warm).Count | Should -Be 3
            (Get-TestActivity $store warm).state | Select-Object -Unique | Should -Be idle
        }

        It 'is called PgTasks in pg_stat_activity, or -ApplicationName' {
            $null = Connect-PgTask $store
            @(Get-TestActivity $store PgTasks).Count | Should -BeGreaterThan 0
            $null = Connect-PgTask $store -ApplicationName 'another name'
            @(Get-TestActivity $store 'another name').Count | Should -BeGreaterThan 0
        }

        It 'ends a statement after -CommandTimeout' {
            $null = Connect-PgTask $store -CommandTimeout 1
            $blocker = Open-TestConnection $store
            try {
                Invoke-TestSql $blocker 'BEGIN; LOCK TABLE pgtasks.task'
                { Get-PgTask -ErrorAction Stop } |
                    Should -Throw -ErrorId 'CommandTimeout,PgTasks.Commands.GetPgTaskCommand'
            } finally {
                $blocker.Dispose()
            }
        }

        It 'has the server refuse changes with -ReadOnly, also after SQL of one''s own' {
            $session = Connect-PgTask $store -ReadOnly -MaxPoolSize 1
            $session.IsReadOnly | Should -BeTrue
            ($session.Settings | Where-Object Source -EQ '-ReadOnly').Name | Should -Be Options
            Get-PgTask | Out-Null
            Invoke-PgTaskQuery "SET work_mem = '5MB'" | Out-Null
            { Add-PgTask one -ErrorAction Stop } |
                Should -Throw -ErrorId 'ReadOnlySqlTransaction,PgTasks.Commands.AddPgTaskCommand'
            (Connect-PgTask $store).IsReadOnly | Should -BeFalse
        }

        It 'takes -SslMode as libpq spells it' {
            (Connect-PgTask -HostName $settings['Host'] -Port $settings['Port'] -Database $settings['Database'] -UserName $settings['Username'] -SslMode verify-full).State |
                Should -Be Open
            (TabExpansion2 'Connect-PgTask -SslMode verify-').CompletionMatches.CompletionText |
                Should -Be verify-ca, verify-full
        }

        It 'runs no DDL' {
            $emptyStore = New-TestStore -Empty
            try {
                $null = Connect-PgTask $emptyStore
                Invoke-TestSql $emptyStore "SELECT count(*) FROM pg_namespace WHERE nspname = 'pgtasks'" | Should -Be 0
            } finally {
                Remove-TestStore $emptyStore
            }
        }

        It 'closes the older session of the same name' {
            $first = Connect-PgTask $store -Name twice
            $second = Connect-PgTask $store -Name TWICE
            $first.State | Should -Be Closed
            $second.State | Should -Be Open
            @(Get-PgTaskSession twice).Count | Should -Be 1
        }
    }

    Context 'what cannot be reached' {
        It 'is <ErrorId>: <Name>' -ForEach @(
            @{ Name = 'a wrong port'; ErrorId = 'ConnectionRefused'; Category = 'ResourceUnavailable'; Setting = 'Port'; Value = { $freePort } }
            @{ Name = 'a wrong host'; ErrorId = 'HostNotFound'; Category = 'InvalidArgument'; Setting = 'Host'; Value = { 'no-such-host.invalid' } }
            @{ Name = 'a wrong database'; ErrorId = 'InvalidCatalogName'; Category = 'ObjectNotFound'; Setting = 'Database'; Value = { 'no_such_database' } }
        ) {
            $wrong = Get-TestSetting $store
            $wrong[$Setting] = & $Value
            # Terminating: SilentlyContinue does not silence it.
            $thrown = try { Connect-PgTask $wrong.ConnectionString -ErrorAction SilentlyContinue } catch { $_ }
            $thrown.FullyQualifiedErrorId | Should -Be "$ErrorId,PgTasks.Commands.ConnectPgTaskCommand"
            $thrown.CategoryInfo.Category | Should -Be $Category
            Get-PgTaskSession | Should -BeNullOrEmpty
        }

        It 'is InvalidConnectionString: <_>' -ForEach 'Nonsense=1', 'Host=a;Port=many' {
            $thrown = try { Connect-PgTask $_ -ErrorAction SilentlyContinue } catch { $_ }
            $thrown.FullyQualifiedErrorId | Should -Be 'InvalidConnectionString,PgTasks.Commands.ConnectPgTaskCommand'
            $thrown.CategoryInfo.Category | Should -Be InvalidArgument
        }

        It 'leaves the current session as it was' {
            $session = Connect-PgTask $store
            try { Connect-PgTask -HostName $settings['Host'] -Port $freePort } catch { $null = $_ }
            (Get-PgTaskSession).Name | Should -Be $session.Name
            Add-PgTask one | Should -BeOfType PgTasks.PgTask
        }
    }

    Context 'Ctrl+C' {
        It 'ends the wait for a server that does not answer' {
            $mute = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
            $mute.Start()
            $runspace = New-TestRunspace
            $shell = [powershell]::Create($runspace).AddScript('param($port) Connect-PgTask -HostName 127.0.0.1 -Port $port -ConnectTimeout 6').AddArgument($mute.LocalEndpoint.Port)
            try {
                $running = $shell.BeginInvoke()
                Wait-TestCondition { $mute.Pending() }
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                $shell.Stop()
                $clock.Elapsed.TotalSeconds | Should -BeLessThan 2
                $shell.InvocationStateInfo.State | Should -Be Stopped
                $shell.Streams.Error.Count | Should -Be 0
                { $shell.EndInvoke($running) } | Should -Throw
                Invoke-TestRunspace $runspace { Get-PgTaskSession } | Should -BeNullOrEmpty
            } finally {
                $mute.Stop()
                $shell.Dispose()
                $runspace.Dispose()
            }
        }
    }
}

Describe 'Disconnect-PgTask' {
    AfterEach { Get-PgTaskSession | Disconnect-PgTask }

    It 'closes the connections of the current session, silently' {
        $session = Connect-PgTask $store -ApplicationName gone -MinPoolSize 2
        Disconnect-PgTask | Should -BeNullOrEmpty
        $session.State | Should -Be Closed
        Wait-TestCondition { -not (Get-TestActivity $store gone) }
        Get-PgTaskSession | Should -BeNullOrEmpty
    }

    It 'falls back to the session that was current before' {
        $first = Connect-PgTask $store -Name first -ApplicationName first
        $second = Connect-PgTask $store -Name second -ApplicationName second
        Invoke-TestSql $store 'TRUNCATE pgtasks.task'
        Add-PgTask 'by the second' | Out-Null
        (Get-TestActivity $store second).query | Should -Match 'INSERT|tell_workers'
        Disconnect-PgTask
        $second.State, $first.State | Should -Be Closed, Open
        (Get-PgTask).Title | Should -BeExactly 'by the second'
        (Get-TestActivity $store first).query | Should -Match SELECT
        Disconnect-PgTask
        { Get-PgTask } | Should -Throw -ErrorId 'NotConnected,PgTasks.Commands.GetPgTaskCommand'
    }

    It 'takes a session, a name or both by pipeline' {
        $a = Connect-PgTask $store -Name a
        $b = Connect-PgTask $store -Name b
        $c = Connect-PgTask $store -Name c
        Disconnect-PgTask $a
        Disconnect-PgTask -Session B
        $a.State, $b.State, $c.State | Should -Be Closed, Closed, Open
        $c | Disconnect-PgTask
        $c.State | Should -Be Closed
    }

    It 'does nothing to a session that is closed' {
        $session = Connect-PgTask $store
        $session | Disconnect-PgTask
        { $session | Disconnect-PgTask -ErrorAction Stop } | Should -Not -Throw
    }

    It 'is NotConnected where there is none' {
        { Disconnect-PgTask } | Should -Throw -ErrorId 'NotConnected,PgTasks.Commands.DisconnectPgTaskCommand'
    }
}
