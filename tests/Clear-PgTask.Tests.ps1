# There is no signal to send on Windows as Ctrl+C sends it.
BeforeDiscovery { $noSignals = $IsWindows }

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore

    function Get-Remaining { Invoke-TestSql $store 'SELECT title FROM pgtasks.task ORDER BY id' }

    # Tasks that came to a status so long ago; those that were completed were changed just now.
    function Add-Ended([string] $Status, [string] $Age, [string] $Project, [string] $Tag = '{}') {
        Invoke-TestSql $store @"
            INSERT INTO pgtasks.task (title, status, completed_at, updated_at, project, tags)
            SELECT '$Status $Age', '$Status', CASE WHEN '$Status' = 'completed' THEN now() - interval '$Age' END,
                now() - CASE WHEN '$Status' = 'completed' THEN interval '0' ELSE interval '$Age' END,
                nullif('$Project', ''), '$Tag'
"@
    }
}

AfterAll { Remove-TestStore $store }

Describe 'Clear-PgTask' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task'
    }

    Context 'of tasks of each kind' {
        BeforeEach {
            foreach ($status in 'pending', 'running', 'completed', 'cancelled', 'failed') {
                Add-Ended $status '10 days'
                Add-Ended $status '1 day'
            }

            $others = 'pending 10 days', 'pending 1 day', 'running 10 days', 'running 1 day'
            $recent = 'completed 1 day', 'cancelled 1 day', 'failed 1 day'
        }

        It 'removes what was completed or cancelled before, and says how many' {
            $result = Clear-PgTask -5d
            $result | Should -BeOfType PgTasks.PgTaskClearResult
            $result.Removed | Should -Be 2
            $result.Elapsed | Should -BeGreaterThan ([timespan]::Zero)
            ((Get-Date).AddDays(-5) - $result.CompletedBefore).Duration() | Should -BeLessThan '00:01:00'
            Get-Remaining | Sort-Object | Should -BeExactly ($others + $recent + 'failed 10 days' | Sort-Object)
        }

        It 'removes what failed where that is said' {
            (Clear-PgTask -CompletedBefore (Get-Date).AddDays(-5) -Status Failed).Removed | Should -Be 1
            Get-Remaining | Should -Not -Contain 'failed 10 days'
            Get-Remaining | Should -HaveCount 9
        }

        It 'never removes what is open, even of the time to come' {
            (Clear-PgTask tomorrow -Status Completed, Cancelled, Failed).Removed | Should -Be 6
            Get-Remaining | Should -BeExactly $others
        }

        It 'refuses <_>' -ForEach 'Pending', 'Running' {
            { Clear-PgTask -5d -Status Completed, $_ } |
                Should -Throw -ErrorId 'ParameterArgumentValidationError,PgTasks.Commands.ClearPgTaskCommand'
            Get-Remaining | Should -HaveCount 10
        }

        It 'says with -WhatIf how many it would remove, and removes none' {
            $log = Join-Path $TestDrive log
            $null = Start-Transcript $log
            Clear-PgTask -5d -WhatIf | Should -BeNullOrEmpty
            $null = Stop-Transcript
            @(Get-Content $log) -match '\b2 \w+ .*20\d\d-' | Should -HaveCount 1
            Get-Remaining | Should -HaveCount 10
        }

        It 'asks nobody unless asked to' {
            $ConfirmPreference | Should -Be High
            (Clear-PgTask now).Removed | Should -Be 4
            (Clear-PgTask now -Status Failed -Confirm:$false).Removed | Should -Be 2
        }

        It 'belongs to the transaction that is open' {
            { Invoke-PgTaskTransaction { (Clear-PgTask -5d).Removed | Should -Be 2; Get-Remaining | Should -HaveCount 10; throw 'no' } } |
                Should -Throw no
            Get-Remaining | Should -HaveCount 10
            (Invoke-PgTaskTransaction { Clear-PgTask -5d }).Removed | Should -Be 2
            Get-Remaining | Should -HaveCount 8
        }
    }

    It 'removes none where there is none' {
        (Clear-PgTask now).Removed | Should -Be 0
        Add-PgTask one
        (Clear-PgTask now).Removed | Should -Be 0
    }

    It 'takes projects as Get-PgTask does, and tags' {
        Add-Ended completed '9 days' home
        Add-Ended completed '8 days' Home.garden
        Add-Ended completed '7 days' homework '{a}'
        Add-Ended completed '6 days' '' '{A,keep}'
        (Clear-PgTask now -Project home -WhatIf:$false).Removed | Should -Be 2
        Get-Remaining | Should -BeExactly 'completed 7 days', 'completed 6 days'
        (Clear-PgTask now -Tag a -ExcludeTag keep).Removed | Should -Be 1
        Get-Remaining | Should -BeExactly 'completed 6 days'
        Add-Ended completed '5 days' mail.in
        (Clear-PgTask now -Project m*).Removed | Should -Be 1
        { Clear-PgTask now -Project 'm[' } | Should -Throw -ErrorId 'InvalidPattern,PgTasks.Commands.ClearPgTaskCommand'
    }

    It 'removes what open tasks depend on once it is done, and keeps what failed for them' {
        $done, $failed, $alone = 'done', 'failed', 'alone' | Add-PgTask
        $after, $later = 'after', 'later' | Add-PgTask -DependsOn $done.Id, $failed.Id
        Complete-PgTask $done.Id
        Set-PgTask $failed.Id, $alone.Id -Status Failed
        Set-PgTask $later.Id -Status Cancelled
        (Clear-PgTask tomorrow -Status Completed, Failed).Removed | Should -Be 2
        Get-Remaining | Should -BeExactly failed, after, later
        $now = Get-PgTask -Id $after.Id
        $now.DependsOn | Should -Be $failed.Id
        $now.Blocked | Should -BeTrue
        Set-PgTask $after.Id -Status Cancelled
        (Clear-PgTask tomorrow -Status Failed, Cancelled).Removed | Should -Be 3
        Get-Remaining | Should -BeNullOrEmpty
    }

    It 'removes the notes with the tasks' {
        $null = Add-PgTask one | Complete-PgTask -PassThru | Add-PgTaskNote -Text 'a note'
        (Clear-PgTask tomorrow).Removed | Should -Be 1
        Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.note' | Should -Be 0
    }

    It 'refuses <Line>' -ForEach @(
        @{ Line = 'Clear-PgTask $null' }, @{ Line = "Clear-PgTask ''" }, @{ Line = 'Clear-PgTask nonsense' }
        @{ Line = 'Clear-PgTask now -Project $null' }, @{ Line = 'Clear-PgTask now -Project { home }' }
        @{ Line = 'Clear-PgTask now -Status $null' }
    ) {
        Add-Ended completed '9 days' home
        $problem = { & ([scriptblock]::Create($Line)) } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -Match '^(ParameterArgument|CannotConvertArgument)'
        Get-Remaining | Should -HaveCount 1
    }

    It 'works in a store of another name' {
        $null = Connect-PgTask $store -Schema 'Größe "1"'
        try {
            Initialize-PgTaskStore
            $null = Add-PgTask one | Complete-PgTask -PassThru
            (Clear-PgTask tomorrow).Removed | Should -Be 1
            Get-PgTask -All | Should -BeNullOrEmpty
        } finally { Disconnect-PgTask }
    }

    Context 'stopped within a chunk' {
        BeforeEach {
            Invoke-TestSql $store @'
                INSERT INTO pgtasks.task (id, title, status, completed_at)
                SELECT n, 'task ' || n, 'completed', now() FROM generate_series(1, 20000) n;
                INSERT INTO pgtasks.task (id, title, depends_on) VALUES (20001, 'after', '{12000}');
'@
        }

        It 'ends on the server with Ctrl+C, and keeps what was removed before' {
            $end = Stop-BlockedCommand $store { Clear-PgTask tomorrow }
            $end.State | Should -Be Stopped
            $end.Stopped.TotalSeconds | Should -BeLessThan 2
            $end.Gone.TotalSeconds | Should -BeLessThan 2
            $end.Errors | Should -BeNullOrEmpty
            Get-Remaining | Should -HaveCount 20001
        }

        It 'says how many were removed' -Skip:($noSignals -or $env:PGTASKS_TEST_DISTRIBUTE) {
            $holder = Open-TestConnection $store
            try {
                # The third chunk waits for the task that depends on one of its own.
                Invoke-TestSql $holder 'BEGIN; UPDATE pgtasks.task SET title = title WHERE id = 20001'
                $program, [string[]] $arguments = Get-PowerShellCommand
                $start = [System.Diagnostics.ProcessStartInfo]::new($program)
                $start.RedirectStandardOutput = $start.RedirectStandardError = $start.RedirectStandardInput = $true
                $arguments + '-NoProfile', '-NonInteractive', '-Command', "
                    Import-Module '$manifest'
                    `$null = Connect-PgTask '$store' -ApplicationName clearing
                    Clear-PgTask tomorrow" | ForEach-Object { $start.ArgumentList.Add($_) }
                $process = [System.Diagnostics.Process]::Start($start)
                $errors = $process.StandardError.ReadToEndAsync()
                Wait-TestCondition { (Get-TestActivity $store clearing).wait_event_type -contains 'Lock' }
                kill -INT $process.Id
                $output = $process.StandardOutput.ReadToEnd() + $errors.Result
                $process.WaitForExit()
                [regex]::Match($output, '\d[\d.,\u00A0\u202F]*(?=\s)').Value -replace '\D' | Should -Be 10000
                Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task' | Should -Be 10001
            } finally {
                $holder.Dispose()
                if ($process -and -not $process.HasExited) { $process.Kill() }
            }
        }

        It 'ends with the error where the connection is lost, and keeps what was removed' -Skip:([bool] $env:PGTASKS_TEST_DISTRIBUTE) {
            $holder = Open-TestConnection $store
            $runspace = New-TestRunspace $store clearing
            $shell = [powershell]::Create($runspace).AddScript('Clear-PgTask tomorrow')
            try {
                Invoke-TestSql $holder 'BEGIN; UPDATE pgtasks.task SET title = title WHERE id = 20001'
                $running = $shell.BeginInvoke()
                Wait-TestCondition { (Get-TestActivity $store clearing).wait_event_type -contains 'Lock' }
                $null = Invoke-TestSql $store "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'clearing'"
                $null = $shell.EndInvoke($running)
                $shell.Streams.Error.FullyQualifiedErrorId | Should -Be 'AdminShutdown,PgTasks.Commands.ClearPgTaskCommand'
                Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task' | Should -Be 10001
            } finally {
                $holder.Dispose()
                $shell.Dispose()
                $runspace.Dispose()
            }
        }
    }
}
