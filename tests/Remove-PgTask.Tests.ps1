BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore

    function Get-Remaining { Invoke-TestSql $store 'SELECT title FROM pgtasks.task ORDER BY id' }
}

AfterAll { Remove-TestStore $store }

Describe 'Remove-PgTask' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task'
        $tasks = 'one', 'two', 'three' | Add-PgTask
    }

    It 'removes one by id, silently' {
        Remove-PgTask $tasks[1].Id | Should -BeNullOrEmpty
        Get-Remaining | Should -BeExactly one, three
    }

    It 'removes several by id' {
        Remove-PgTask -Id $tasks[0].Id, $tasks[2].Id
        Get-Remaining | Should -BeExactly two
    }

    It 'takes ids by pipeline' {
        $tasks[0].Id, $tasks[1].Id | Remove-PgTask
        Get-Remaining | Should -BeExactly three
    }

    It 'takes tasks by pipeline, silently' {
        Get-PgTask | Remove-PgTask | Should -BeNullOrEmpty
        Get-Remaining | Should -BeNullOrEmpty
    }

    It 'emits the tasks as they last were with -PassThru, in the order of the input' {
        $removed = $tasks[2], $tasks[0] | Remove-PgTask -PassThru
        $removed | Should -BeOfType PgTasks.PgTask
        $removed.Title | Should -BeExactly three, one
        Get-Remaining | Should -BeExactly two
    }

    It 'never gives an id twice' {
        $last = $tasks[2].Id
        $tasks | Remove-PgTask
        (Add-PgTask new).Id | Should -BeGreaterThan $last
    }

    It 'has an error for each id that does not exist, and removes the others' {
        $tasks[0].Id, 999991, 999992, $tasks[2].Id |
            Remove-PgTask -ErrorVariable errors -ErrorAction SilentlyContinue
        Get-Remaining | Should -BeExactly two
        $errors.FullyQualifiedErrorId | Should -Be (@('TaskNotFound,PgTasks.Commands.RemovePgTaskCommand') * 2)
        $errors.CategoryInfo.Category | Should -Be ObjectNotFound, ObjectNotFound
        $errors.TargetObject | Should -Be 999991, 999992
    }

    It 'removes nothing with -WhatIf' {
        $tasks | Remove-PgTask -WhatIf -PassThru | Should -BeNullOrEmpty
        Get-Remaining | Should -BeExactly one, two, three
    }

    It 'asks nothing with -Confirm:$false' {
        $ConfirmPreference = 'Low'
        $tasks | Remove-PgTask -Confirm:$false
        Get-Remaining | Should -BeNullOrEmpty
    }

    It 'removes many' {
        Invoke-TestSql $store "INSERT INTO pgtasks.task (title) SELECT 't ' || n FROM generate_series(1, 12000) n"
        Get-PgTask | Remove-PgTask
        Get-Remaining | Should -BeNullOrEmpty
    }

    It 'ends on the server with Ctrl+C' {
        $end = Stop-BlockedCommand $store { Remove-PgTask (1..5) }
        $end.State | Should -Be Stopped
        $end.Stopped.TotalSeconds | Should -BeLessThan 2
        $end.Gone.TotalSeconds | Should -BeLessThan 2
        $end.Thrown | Should -BeOfType System.Management.Automation.PipelineStoppedException
        $end.Errors | Should -BeNullOrEmpty
        $end.TasksAfter | Should -Be 3
        Get-Remaining | Should -BeExactly one, two, three
    }
}
