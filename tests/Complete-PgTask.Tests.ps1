BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore

    Import-Module (Join-Path $PSScriptRoot .. build PowerShell.psm1)
    $manifest = Join-Path $PSScriptRoot .. PgTasks.psd1

    function Get-Completed { Invoke-TestSql $store "SELECT title FROM pgtasks.task WHERE status = 'completed' ORDER BY id" }
}

AfterAll { Remove-TestStore $store }

Describe 'Complete-PgTask' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task'
        $tasks = 'one', 'two', 'three' | Add-PgTask
    }

    It 'completes one by id, silently' {
        Complete-PgTask $tasks[1].Id | Should -BeNullOrEmpty
        Get-Completed | Should -BeExactly two
    }

    It 'completes several by id' {
        Complete-PgTask -Id $tasks[0].Id, $tasks[2].Id
        Get-Completed | Should -BeExactly one, three
    }

    It 'takes ids by pipeline' {
        $tasks[0].Id, $tasks[1].Id | Complete-PgTask
        Get-Completed | Should -BeExactly one, two
    }

    It 'takes tasks by pipeline, silently' {
        Get-PgTask | Complete-PgTask | Should -BeNullOrEmpty
        Get-Completed | Should -BeExactly one, two, three
    }

    It 'emits the tasks as they now are with -PassThru, in the order of the input' {
        $completed = $tasks[2], $tasks[0] | Complete-PgTask -PassThru
        $completed | Should -BeOfType PgTasks.PgTask
        $completed.Title | Should -BeExactly three, one
        $completed.Status | Should -Be (@([PgTasks.PgTaskStatus]::Completed) * 2)
        $completed[0].CompletedAt.Kind | Should -Be ([DateTimeKind]::Local)
        $completed[0].CompletedAt | Should -BeGreaterOrEqual $tasks[2].CreatedAt
        $completed[0].UpdatedAt | Should -Be $completed[0].CompletedAt
    }

    It 'keeps the time of what was completed before' {
        $first = $tasks[0] | Complete-PgTask -PassThru
        $second = $tasks[0] | Complete-PgTask -PassThru
        $second.CompletedAt | Should -Be $first.CompletedAt
    }

    It 'has an error for each id that does not exist, and completes the others' {
        $tasks[0].Id, 999991, 999992, $tasks[2].Id |
            Complete-PgTask -ErrorVariable errors -ErrorAction SilentlyContinue
        Get-Completed | Should -BeExactly one, three
        $errors.FullyQualifiedErrorId | Should -Be (@('TaskNotFound,PgTasks.Commands.CompletePgTaskCommand') * 2)
        $errors.CategoryInfo.Category | Should -Be ObjectNotFound, ObjectNotFound
        $errors.TargetObject | Should -Be 999991, 999992
    }

    It 'completes nothing with -WhatIf' {
        $tasks | Complete-PgTask -WhatIf -PassThru | Should -BeNullOrEmpty
        Get-Completed | Should -BeNullOrEmpty
    }

    It 'takes several ids by position, by twos and threes' {
        $null = Complete-PgTask $tasks[0].Id $tasks[1].Id
        Get-Completed | Should -BeExactly one, two
        $null = Complete-PgTask $tasks[0].Id, $tasks[1].Id $tasks[2].Id
        Get-Completed | Should -BeExactly one, two, three
        { Complete-PgTask $tasks[0].Id two } | Should -Throw -ErrorId 'CannotConvertArgument*'
        { Complete-PgTask $tasks[0].Id $null } | Should -Throw -ErrorId 'ParameterArgumentTransformationError*'
    }

    It 'says with -WhatIf which it would complete, and what is no task' {
        $file = Join-Path $TestDrive whatif.txt
        Start-Transcript $file -UseMinimalHeader | Out-Null
        $tasks[0, 1] | Complete-PgTask -WhatIf
        $WhatIfPreference = $true
        Complete-PgTask $tasks[2].Id 999991 -ErrorVariable errors -ErrorAction SilentlyContinue
        $WhatIfPreference = $false
        Stop-Transcript | Out-Null
        $errors.FullyQualifiedErrorId | Should -Be 'TaskNotFound,PgTasks.Commands.CompletePgTaskCommand'
        @(Get-Content $file) -match 'task #' -replace '^.*?: (?=Complete)' | Should -BeExactly @(
            "Complete task #$($tasks[0].Id) 'one'", "Complete task #$($tasks[1].Id) 'two'", "Complete task #$($tasks[2].Id) 'three'")
        Get-Completed | Should -BeNullOrEmpty
    }

    It 'asks with -Confirm for each by its title' {
        $program, [string[]] $arguments = Get-PowerShellCommand
        $script = Join-Path $TestDrive confirm.ps1
        Set-Content $script @"
            Import-Module '$manifest'
            `$null = Connect-PgTask '$store'
            Complete-PgTask $($tasks.Id) -Confirm
"@
        $told = 'n', 'y', 'l' | & $program @arguments -NoProfile -File $script
        Get-Completed | Should -BeExactly two
        $told -match 'task #' | Should -BeExactly @($tasks.ForEach{ "Complete task #$($_.Id) '$($_.Title)'?" })
    }

    It 'asks nothing with -Confirm:$false' {
        $ConfirmPreference = 'Low'
        $tasks | Complete-PgTask -Confirm:$false
        Get-Completed | Should -BeExactly one, two, three
    }

    It 'lets the one that the server refuses fail alone' {
        Invoke-TestSql $store @'
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN IF new.title = 'two' THEN RAISE EXCEPTION 'no'; END IF; RETURN new; END $$;
            CREATE TRIGGER refuse BEFORE UPDATE ON pgtasks.task FOR EACH ROW EXECUTE FUNCTION refuse()
'@
        try {
            $tasks | Complete-PgTask -ErrorVariable errors -ErrorAction SilentlyContinue
            Get-Completed | Should -BeExactly one, three
            @($errors).FullyQualifiedErrorId | Should -Be 'RaiseException,PgTasks.Commands.CompletePgTaskCommand'
            $errors[0].TargetObject | Should -Be $tasks[1].Id
        } finally {
            Invoke-TestSql $store 'DROP FUNCTION refuse CASCADE'
        }
    }

    It 'completes what Add-PgTask emits one by one, within the pool' {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task'
        $null = Connect-PgTask $store -ApplicationName pool -MaxPoolSize 3
        try {
            1..2000 | ForEach-Object { Add-PgTask "t $_" } | Complete-PgTask
            Invoke-TestSql $store "SELECT count(*) FROM pgtasks.task WHERE status = 'completed'" | Should -Be 2000
            $activity = @(Get-TestActivity $store pool)
            $activity.Count | Should -BeGreaterThan 0
            $activity.Count | Should -BeLessOrEqual 3
            $activity.state | Should -Not -Contain active
        } finally {
            Disconnect-PgTask
        }
    }

    It 'ends on the server with Ctrl+C' {
        $end = Stop-BlockedCommand $store { 1..5 | Complete-PgTask }
        $end.State | Should -Be Stopped
        $end.Stopped.TotalSeconds | Should -BeLessThan 2
        $end.Gone.TotalSeconds | Should -BeLessThan 2
        $end.Thrown | Should -BeOfType System.Management.Automation.PipelineStoppedException
        $end.Errors | Should -BeNullOrEmpty
        $end.TasksAfter | Should -Be 3
        Get-Completed | Should -BeNullOrEmpty
    }
}
