BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
}

AfterAll { Remove-TestStore $store }

Describe 'Set-PgTask' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task'
        $task = Add-PgTask 'one' -Description 'words' -Project home -Tag a, b -Due '2026-12-24' -Data @{ x = 1 }
    }

    It 'changes what is named and leaves the rest' {
        $changed = $task | Set-PgTask -Priority Urgent -PassThru
        $changed.Priority | Should -Be Urgent
        foreach ($name in 'Title', 'Description', 'Project', 'Due', 'CreatedAt', 'Status') {
            $changed.$name | Should -Be $task.$name
        }
        $changed.Tags | Should -Be $task.Tags
        $changed.Data.x | Should -Be 1
        $changed.UpdatedAt | Should -BeGreaterThan $task.UpdatedAt
    }

    It 'is silent without -PassThru' {
        Set-PgTask $task.Id -Title 'two' | Should -BeNullOrEmpty
        (Get-PgTask $task.Id).Title | Should -BeExactly two
    }

    It 'empties a field that is given as null' {
        $changed = Set-PgTask $task.Id -Due $null -Project $null -Tag $null -Data $null -Description $null -PassThru
        $changed.Due | Should -Be $null
        $changed.Project | Should -Be $null
        $changed.Tags | Should -HaveCount 0
        $changed.Data | Should -Be $null
        $changed.Description | Should -BeExactly ''
    }

    It 'reads times as people write them, and refuses others' {
        $before = (Get-Date).Date.AddDays(1)
        $changed = Set-PgTask $task.Id -Due tomorrow -NotBefore someday -PassThru
        $changed.Due | Should -BeIn $before, (Get-Date).Date.AddDays(1)
        $changed.NotBefore | Should -Be ([datetime]::MaxValue)
        (Set-PgTask $task.Id -Due someday -PassThru).Due | Should -Be $null
        { Set-PgTask $task.Id -Due 3 } |
            Should -Throw -ErrorId 'ParameterArgumentTransformationError,PgTasks.Commands.SetPgTaskCommand'
        { Set-PgTask $task.Id -NotBefore { 'tomorrow' } } |
            Should -Throw -ErrorId 'ScriptBlockArgumentNoInput,PgTasks.Commands.SetPgTaskCommand'
    }

    It 'sets each field' {
        $before = Get-Date '2027-01-02 03:04:05'
        $changed = Set-PgTask $task.Id -Title T -Description D -Project P -Tag 'x,y', 'z' -NotBefore $before `
            -AssignedTo ann -MaxAttempts 3 -Data '[1,2]' -PassThru
        $changed.Title, $changed.Description, $changed.Project | Should -BeExactly T, D, P
        $changed.Tags | Should -BeExactly 'x,y', 'z'
        $changed.NotBefore | Should -Be $before
        $changed.AssignedTo | Should -BeExactly ann
        (Set-PgTask $task.Id -AssignedTo '' -PassThru).AssignedTo | Should -Be $null
        $changed.MaxAttempts | Should -Be 3
        $changed.Data | Should -Be 1, 2
    }

    It 'notes the time of completion with -Status Completed, and clears it with another' {
        (Set-PgTask $task.Id -Status Completed -PassThru).CompletedAt | Should -Not -BeNullOrEmpty
        $cancelled = Set-PgTask $task.Id -Status Cancelled -PassThru
        $cancelled.Status | Should -Be Cancelled
        $cancelled.CompletedAt | Should -Be $null
    }

    Context 'script blocks' {
        It 'are evaluated for each task' {
            $tasks = $task, (Add-PgTask two -Project away -Tag c)
            $tasks | Set-PgTask -Title { $_.Title + '!' } -Project { $_.Project.ToUpper() } -Tag { $_.Tags + 'new' } `
                -Due { (Get-Date 2030-01-01).AddDays($_.Title.Length) } -Priority { 'High' } -Description fixed `
                -Data { @{ title = $_.Title } } -MaxAttempts { $_.Title.Length }
            $changed = Get-PgTask -Id $tasks.Id
            $changed.Title | Should -BeExactly one!, two!
            $changed.Project | Should -BeExactly HOME, AWAY
            $changed[0].Tags | Should -BeExactly a, b, new
            $changed[1].Tags | Should -BeExactly c, new
            $changed.Due | Should -Be (Get-Date 2030-01-04), (Get-Date 2030-01-04)
            "$($changed.Priority) $($changed.Description) $($changed.MaxAttempts)" | Should -BeExactly 'High High fixed fixed 3 3'
            $changed.Data.title | Should -BeExactly one, two
        }

        It 'see ids and objects of any kind' {
            $other = Add-PgTask other
            $task.Id, $other.Id | Set-PgTask -Title { "task $_" }
            (Get-PgTask -Id $task.Id, $other.Id).Title | Should -BeExactly "task $($task.Id)", "task $($other.Id)"
            [pscustomobject]@{ Number = $other.Id; Name = 'named' } | Set-PgTask -Id { $_.Number } -Title { $_.Name }
            (Get-PgTask $other.Id).Title | Should -BeExactly named
        }

        It 'leave alone what they do not name, and take nothing of the object by its name' {
            Invoke-TestSql $store "UPDATE pgtasks.task SET description = 'meanwhile'"
            $task | Set-PgTask -Title { 'new' }
            $task | Set-PgTask -Priority High
            (Get-PgTask $task.Id).Description | Should -BeExactly meanwhile
        }

        It 'make an error of one task alone' {
            $tasks = $task, (Add-PgTask two), (Add-PgTask three)
            $changed = $tasks | Set-PgTask -Title { $_.Title -eq 'two' ? ' ' : $_.Title + '!' } -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue
            $changed.Title | Should -BeExactly one!, three!
            $errors.FullyQualifiedErrorId | Should -Be 'CheckViolation,PgTasks.Commands.SetPgTaskCommand'
            $errors[0].TargetObject | Should -Be $tasks[1].Id
            $tasks | Set-PgTask -Data { $_.Title -eq 'two' ? '{' : 1 } -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors.FullyQualifiedErrorId | Should -Be 'DataNotReadable,PgTasks.Commands.SetPgTaskCommand'
            Invoke-TestSql $store 'SELECT count(data) FROM pgtasks.task WHERE data = ''1''' | Should -Be 2
        }

        It 'change a task that comes twice in the order of its coming' {
            $task, $task, $task | Set-PgTask -Title { "t$((++$script:turn))" }
            (Get-PgTask $task.Id).Title | Should -BeExactly t3
        }

        It 'are refused where no task is piped in' {
            { Set-PgTask $task.Id -Title { 'x' } } | Should -Throw
            { Set-PgTask $task.Id -Data { 1 } -ErrorAction Stop } | Should -Throw -ErrorId 'DataNotReadable,PgTasks.Commands.SetPgTaskCommand'
            (Get-PgTask $task.Id).Title | Should -BeExactly one
        }
    }

    It 'changes nothing with -WhatIf' {
        Set-PgTask $task.Id -Title 'two' -WhatIf
        (Get-PgTask $task.Id).Title | Should -BeExactly one
    }

    It 'has an error for each id that does not exist, and changes the others' {
        $task.Id, 999991 | Set-PgTask -Title two -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be 'TaskNotFound,PgTasks.Commands.SetPgTaskCommand'
        $errors.TargetObject | Should -Be 999991
        (Get-PgTask $task.Id).Title | Should -BeExactly two
    }

    It 'ends with NothingToSet where no field is named' {
        { Set-PgTask $task.Id } | Should -Throw -ErrorId 'NothingToSet,PgTasks.Commands.SetPgTaskCommand'
    }

    It 'reports what the server refuses for the task that it concerns' {
        Set-PgTask $task.Id -Title ' ' -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be 'CheckViolation,PgTasks.Commands.SetPgTaskCommand'
        $errors.TargetObject | Should -Be $task.Id
    }
}
