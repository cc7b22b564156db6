BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    $runspace = New-TestRunspace $store watcher
    Invoke-TestRunspace $runspace { $global:VerbosePreference = 'Continue' }
    $own = 'PgTasks.Commands.WatchPgTaskCommand'

    # Watches in another runspace, and returns once it does.
    function Start-Watching([scriptblock] $Command) {
        $shell = [powershell]::Create($runspace).AddScript($Command)
        foreach ($argument in $args) { $null = $shell.AddArgument($argument) }
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
        Wait-TestCondition { $shell.Streams.Verbose.Count -gt 0 -or $running.IsCompleted }
        [pscustomobject]@{ Shell = $shell; Output = $output; Running = $running }
    }

    # What has changed until a last task was added, which is left out.
    function Stop-Watching($Watching) {
        $last = Add-PgTask last -Project watched -Tag watched
        Wait-TestCondition { $Watching.Output.Count -gt 0 -and $Watching.Output[$Watching.Output.Count - 1].Id -eq $last.Id }
        $Watching.Shell.Stop()
        $Watching.Shell.Streams.Error | Should -BeNullOrEmpty
        $Watching.Shell.Dispose()
        $Watching.Output | Where-Object Id -NE $last.Id
        Remove-PgTask $last.Id
    }
}

AfterAll {
    $runspace.Dispose()
    Remove-TestStore $store
}

Describe 'Watch-PgTask' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task RESTART IDENTITY'
        $one, $two, $three = 'one', 'two', 'three' | Add-PgTask
    }

    It 'emits each change, in order, with the task as it was then' {
        $watching = Start-Watching { Watch-PgTask }
        Start-PgTask $one.Id
        Suspend-PgTask $one.Id
        Set-PgTask $one.Id -Title 'new title' -Priority High
        Complete-PgTask $one.Id
        Restart-PgTask $one.Id
        Set-PgTask $one.Id -Status Cancelled
        Remove-PgTask $one.Id
        Invoke-TestSql $store "UPDATE pgtasks.task SET status = 'failed' WHERE id = $($two.Id)"
        $changes = Stop-Watching $watching
        $changes[0] | Should -BeOfType ([PgTasks.PgTaskChange])
        $changes.Kind | Should -Be Started, Suspended, Changed, Completed, Restarted, Cancelled, Removed, Failed
        $changes.Id | Should -Be (@($one.Id) * 7 + $two.Id)
        $changes.Task.Status | Should -Be Running, Pending, Pending, Completed, Pending, Cancelled, Cancelled, Failed
        $changes.Task.Title | Should -BeExactly (@('one') * 2 + @('new title') * 5 + 'two')
        $changes[2].Property | Should -Be Title, Priority
        $changes[3].Property | Should -Contain CompletedAt
        $changes[2].By | Should -Be $changes[2].Task.UpdatedBy
        $changes[2].At | Should -Be $changes[2].Task.UpdatedAt
        $changes[2].At.Kind | Should -Be Local
    }

    It 'tells an attempt that is tried again from one that was put aside' {
        Invoke-TestSql $store "UPDATE pgtasks.task SET status = 'running' WHERE id = $($one.Id)"
        $watching = Start-Watching { Watch-PgTask }
        Invoke-TestSql $store "UPDATE pgtasks.task SET status = 'pending', last_error = 'no' WHERE id = $($one.Id)"
        (Stop-Watching $watching).Kind | Should -Be Retried
    }

    It 'emits changes of tasks that were or are what the filter asks for' {
        $watching = Start-Watching { Watch-PgTask -Project watched }
        Set-PgTask $one.Id -Title other
        Set-PgTask $one.Id -Project watched.below
        Set-PgTask $one.Id -Project $null
        Set-PgTask $one.Id -Title 'other again'
        $changes = Stop-Watching $watching
        $changes.Kind | Should -Be Changed, Changed
        $changes.Task.Project | Should -BeExactly 'watched.below', $null
    }

    It 'emits the completion of a task that was open' {
        $watching = Start-Watching { Watch-PgTask -Status Pending }
        Complete-PgTask $one.Id
        Restart-PgTask $one.Id
        (Stop-Watching $watching).Kind | Should -Be Completed, Restarted
    }

    It 'emits what was deleted as it last was, also where that is filtered' {
        $watching = Start-Watching { Watch-PgTask -Tag watched }
        $added = Add-PgTask gone -Tag watched -Description words -Due tomorrow -Data @{ a = 1 } -DependsOn $one.Id
        $added | Remove-PgTask
        $two | Remove-PgTask
        $changes = Stop-Watching $watching
        $changes[-1].Kind | Should -Be Removed
        $changes[-1].Task.Title | Should -BeExactly gone
        $changes[-1].Task.Description | Should -BeExactly words
        $changes[-1].Task.Due | Should -Be $added.Due
        $changes[-1].Task.AllDay | Should -BeTrue
        $changes[-1].Task.Tags | Should -Be watched
        $changes[-1].Task.Data.a | Should -Be 1
        $changes.Kind | Should -Be Added, Removed
    }

    It 'says that all are gone' {
        $watching = Start-Watching { Watch-PgTask -Project watched }
        Invoke-TestSql $store 'TRUNCATE pgtasks.task'
        $changes = Stop-Watching $watching
        $changes.Kind | Should -Be Cleared
        $changes.Task | Should -BeNullOrEmpty
        $changes.Id | Should -BeNullOrEmpty
    }

    It 'emits changes of some tasks, or of some kinds' {
        $watching = Start-Watching { $args[0] | Watch-PgTask -Kind Completed, Removed -Timeout 30 } $one, $two
        $one, $two, $three | Start-PgTask
        Complete-PgTask $one.Id
        Complete-PgTask $three.Id
        Remove-PgTask $two.Id
        Wait-TestCondition { $watching.Output.Count -eq 2 }
        $watching.Shell.Stop()
        $watching.Output.Kind | Should -Be Completed, Removed
        $watching.Output.Id | Should -Be $one.Id, $two.Id
        $watching.Shell.Dispose()
    }

    It 'tells what follows for other tasks, after what it follows from' {
        $watching = Start-Watching { Watch-PgTask }
        Set-PgTask $two.Id -DependsOn $one.Id
        Complete-PgTask $one.Id
        $null = Add-PgTaskNote $three.Id words
        $changes = Stop-Watching $watching
        $changes.Id | Should -Be $two.Id, $one.Id, $two.Id, $three.Id
        $changes.Kind | Should -Be Changed, Completed, Changed, Changed
        $changes[0].Property | Should -Be DependsOn
        $changes[2].Property | Should -Be BlockedBy
        $changes[3].Property | Should -Be NoteCount
    }

    It 'emits what many changed at once, each' {
        $watching = Start-Watching { Watch-PgTask }
        $tasks = 1..3000 | Add-PgTask
        $tasks | Complete-PgTask
        $changes = Stop-Watching $watching
        ($changes | Where-Object Kind -EQ Added).Id | Should -Be $tasks.Id
        ($changes | Where-Object Kind -EQ Completed).Id | Sort-Object | Should -Be $tasks.Id
    }

    It 'ends with the pipeline that has enough, and after its time' {
        $watching = Start-Watching { Watch-PgTask | Select-Object -First 1 }
        Complete-PgTask $one.Id
        Wait-TestCondition { $watching.Running.IsCompleted }
        $watching.Output | Should -HaveCount 1
        $watching.Shell.Dispose()
        Watch-PgTask -Timeout 100ms | Should -BeNullOrEmpty
        @() | Watch-PgTask | Should -BeNullOrEmpty
        Wait-TestCondition { (Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.watcher') -eq 0 }
        Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task_change' | Should -Be 0
    }

    It 'pipes into what acts on the tasks' {
        $watching = Start-Watching { Watch-PgTask -Kind Failed | Restart-PgTask -PassThru | Select-Object -First 1 }
        Invoke-TestSql $store "UPDATE pgtasks.task SET status = 'failed' WHERE id = $($one.Id)"
        Wait-TestCondition { $watching.Running.IsCompleted }
        $watching.Output.Id | Should -Be $one.Id
        $watching.Output.Status | Should -Be Pending
        $watching.Shell.Dispose()
    }

    It 'refuses to watch in a transaction, or where nothing can be written down for it' {
        Invoke-PgTaskTransaction {
            { Watch-PgTask -Timeout 0 } | Should -Throw -ErrorId "WaitInTransaction,$own"
        }
        $reader = Connect-PgTask $store -ReadOnly -Name reader
        { Watch-PgTask -Session reader -Timeout 0 } | Should -Throw -ErrorId "ReadOnlySqlTransaction,$own"
        Disconnect-PgTask $reader -WarningAction Ignore
    }

    It 'shows a line of 80 columns each, and no control characters' {
        $watching = Start-Watching { Watch-PgTask }
        $task = Add-PgTask "$([char] 27)]0;renamed$([char] 7) $('many words ' * 20)"
        Set-PgTask $task.Id -Project p
        $lines = (Stop-Watching $watching | Out-String -Width 80) -split '\r?\n'
        $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        $lines -join '' -replace '\e\[[\d;]*m' | Should -Not -Match '[\x00-\x1f]'
    }
}
