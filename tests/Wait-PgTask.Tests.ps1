BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    $runspace = New-TestRunspace $store waiter
    Invoke-TestRunspace $runspace { $global:VerbosePreference = 'Continue' }
    $own = 'PgTasks.Commands.WaitPgTaskCommand'

    # Waits in another runspace, and returns once it has looked.
    function Start-Waiting([scriptblock] $Command) {
        $shell = [powershell]::Create($runspace).AddScript($Command)
        foreach ($argument in $args) { $null = $shell.AddArgument($argument) }
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
        Wait-TestCondition { $shell.Streams.Verbose.Count -gt 0 -or $running.IsCompleted }
        [pscustomobject]@{ Shell = $shell; Output = $output; Running = $running }
    }

    function Stop-Waiting($Waiting) {
        $null = $Waiting.Shell.EndInvoke($Waiting.Running)
        $Waiting | Add-Member Errors @($Waiting.Shell.Streams.Error)
        $Waiting.Shell.Dispose()
        $Waiting.Output
    }
}

AfterAll {
    $runspace.Dispose()
    Remove-TestStore $store
}

Describe 'Wait-PgTask' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task RESTART IDENTITY'
        $one, $two, $three = 'one', 'two', 'three' | Add-PgTask
    }

    It 'emits each as it ends, until all have: completed, failed or cancelled' {
        $waiting = Start-Waiting { $args[0] | Wait-PgTask } $one, $two, $three
        Complete-PgTask $two.Id
        Wait-TestCondition { $waiting.Output.Count -eq 1 }
        Invoke-TestSql $store "UPDATE pgtasks.task SET status = 'failed', updated_at = now() WHERE id = $($one.Id)"
        Wait-TestCondition { $waiting.Output.Count -eq 2 }
        $waiting.Running.IsCompleted | Should -BeFalse
        Set-PgTask $three.Id -Status Cancelled
        $ended = Stop-Waiting $waiting
        $ended[0] | Should -BeOfType ([PgTasks.PgTask])
        $ended.Id | Should -Be $two.Id, $one.Id, $three.Id
        $ended.Status | Should -Be Completed, Failed, Cancelled
    }

    It 'emits at once what has ended already, in the order in which it did' {
        Complete-PgTask $two.Id
        Complete-PgTask $one.Id
        (Wait-PgTask $one.Id, $two.Id, $one.Id).Id | Should -Be $two.Id, $one.Id
        (Wait-PgTask 1 2).Id | Should -Be $two.Id, $one.Id
    }

    It 'ends with the first, if any is enough' {
        $waiting = Start-Waiting { $args[0] | Wait-PgTask -Any } $one, $two, $three
        Complete-PgTask $three.Id
        (Stop-Waiting $waiting).Id | Should -Be $three.Id
        Complete-PgTask $one.Id
        @($one, $three | Wait-PgTask -Any) | Should -HaveCount 1
    }

    It 'is WaitTimedOut for those that have not ended in time' {
        Complete-PgTask $two.Id
        $ended = $one, $two, $three | Wait-PgTask -Timeout 0.1 -ErrorVariable errors -ErrorAction SilentlyContinue
        $ended.Id | Should -Be $two.Id
        $errors.FullyQualifiedErrorId | Should -Be "WaitTimedOut,$own"
        $errors.CategoryInfo.Category | Should -Be OperationTimeout
        $errors.TargetObject | Should -Be $one.Id, $three.Id
        $errors.Exception.IsTransient | Should -BeTrue
        Wait-PgTask $two.Id -Timeout 0 | ForEach-Object Id | Should -Be $two.Id
        Wait-PgTask $one.Id -Any -Timeout 0 -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be "WaitTimedOut,$own"
    }

    It 'is TaskNotFound for each that is not there, or no longer, and waits for the others' {
        $waiting = Start-Waiting { Wait-PgTask $args[0] } (999991, $one.Id, $two.Id)
        Remove-PgTask $one.Id
        Wait-TestCondition { $waiting.Shell.Streams.Error.Count -eq 2 }
        Complete-PgTask $two.Id
        (Stop-Waiting $waiting).Id | Should -Be $two.Id
        $waiting.Errors.FullyQualifiedErrorId | Should -Be "TaskNotFound,$own", "TaskNotFound,$own"
        $waiting.Errors.TargetObject | Should -Be 999991, $one.Id
        Wait-PgTask 999991 -Any -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be "TaskNotFound,$own"
    }

    It 'does not take a task for ended that is tried again' {
        Invoke-TestSql $store "UPDATE pgtasks.task SET status = 'running' WHERE id = $($one.Id)"
        $waiting = Start-Waiting { Wait-PgTask $args[0] } $one.Id
        Invoke-TestSql $store "UPDATE pgtasks.task SET status = 'pending', last_error = 'no' WHERE id = $($one.Id)"
        Complete-PgTask $one.Id
        (Stop-Waiting $waiting).Status | Should -Be Completed
    }

    It 'takes what Add-PgTask emits, many at once' {
        $tasks = 1..3000 | Add-PgTask
        $waiting = Start-Waiting { $args[0] | Wait-PgTask } $tasks
        $tasks | Complete-PgTask
        Stop-Waiting $waiting | ForEach-Object Id | Sort-Object | Should -Be $tasks.Id
    }

    It 'ends at once after Ctrl+C' {
        $waiting = Start-Waiting { Wait-PgTask $args[0] } $one.Id
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $waiting.Shell.Stop()
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 1.5
        $waiting.Shell.Streams.Error | Should -BeNullOrEmpty
        $waiting.Shell.Dispose()
    }

    It 'refuses to wait in a transaction' {
        Invoke-PgTaskTransaction {
            { Wait-PgTask $one.Id -Timeout 0 } | Should -Throw -ErrorId "WaitInTransaction,$own"
        }
    }

    It 'waits for nothing where nothing comes' {
        @() | Wait-PgTask -ErrorVariable errors
        Get-PgTask -Project none | Wait-PgTask -ErrorVariable +errors
        $errors | Should -BeNullOrEmpty
    }

    It 'refuses what is no number and no time: <Id>' -ForEach @(
        @{ Id = 'ParameterArgumentValidationErrorEmptyArrayNotAllowed'; Parameters = @{ Id = @() } }
        @{ Id = 'ParameterArgumentTransformationError'; Parameters = @{ Id = 1, $null } }
        @{ Id = 'CannotConvertArgumentNoMessage'; Parameters = @{ Id = 'x' } }
        @{ Id = 'ParameterArgumentTransformationError'; Parameters = @{ Id = 1; Timeout = '-5m' } }
    ) {
        { Wait-PgTask @Parameters } | Should -Throw -ErrorId "$Id,$own"
    }
}
