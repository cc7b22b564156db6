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

    Context 'objects that are no tasks' {
        It 'set what their properties name, and nothing else' {
            $other = Add-PgTask two -Project away
            $rows = "Id,Title,Due,Priority,Tags,Data`n$($task.Id),edited,2031-12-01 10:00,High,""x,y"",7`n$($other.Id),,,,," | ConvertFrom-Csv
            $changed = $rows | Set-PgTask -PassThru
            $changed.Title | Should -BeExactly edited, two
            $changed.Due | Should -Be (Get-Date '2031-12-01T10:00'), $null
            $changed[0].Tags | Should -BeExactly x, y
            "$($changed.Priority)" | Should -Be 'High Normal'
            $changed[0].Data | Should -Be 7
            $changed.Description | Should -BeExactly words, ''
            $changed.Project | Should -BeExactly home, away
        }

        It 'empty by a blank cell what can be empty, and leave the rest' {
            $empty = [pscustomobject]@{
                Id = $task.Id; Title = ''; Description = ''; Status = ''; Priority = ' '; Project = ''; Tags = ''; Due = ''
                AssignedTo = $null; NotBefore = $null; Data = ''; MaxAttempts = ''
            }
            $null = Set-PgTask $task.Id -Priority High -MaxAttempts 3 -AssignedTo ann -NotBefore tomorrow
            $changed = $empty | Set-PgTask -PassThru
            $changed.Title, "$($changed.Priority)", $changed.MaxAttempts, "$($changed.Status)" |
                Should -BeExactly one, High, 3, Pending
            $changed.Description | Should -BeExactly ''
            $changed.Project ?? $changed.Due ?? $changed.AssignedTo ?? $changed.NotBefore ?? $changed.Data | Should -Be $null
            $changed.Tags | Should -HaveCount 0
        }

        It 'give way to parameters' {
            $changed = [pscustomobject]@{ Id = $task.Id; Title = 'named'; Project = 'named' } |
                Set-PgTask -Project said -Description { $_.Title } -PassThru
            $changed.Title, $changed.Project, $changed.Description | Should -BeExactly named, said, named
        }

        It 'come back from an export that was edited' {
            $null = Add-PgTask two -Due '2031-01-01 17:00' -Priority Low -Tag 'a,b', c -Data @{ k = 1 }
            $path = Join-Path $TestDrive edits.csv
            Export-PgTask $path -Force
            $before = Get-PgTask
            $rows = Import-Csv $path
            $rows[1].Title = 'edited'
            $rows | Set-PgTask -IfUpdatedAt { $_.UpdatedAt }
            $after = Get-PgTask
            foreach ($name in 'Description', 'Status', 'Priority', 'Project', 'Due', 'AllDay', 'NotBefore', 'MaxAttempts', 'CreatedAt', 'CompletedAt') {
                $after.$name | Should -Be $before.$name
            }
            $after.Title | Should -BeExactly one, edited
            $after[1].Tags | Should -BeExactly 'a,b', c
            $after[1].Data.k | Should -Be 1
        }

        It 'have an error each where a value does not fit, or nothing is to set' {
            $rows = [pscustomobject]@{ Id = $task.Id; Status = 'weird' }, [pscustomobject]@{ Id = $task.Id; Due = 'whenever' },
                [pscustomobject]@{ Id = $task.Id; Other = 1 }, [pscustomobject]@{ Id = $task.Id; Title = 'fine' }
            $changed = $rows | Set-PgTask -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors.FullyQualifiedErrorId -replace ',.*' | Should -Be PropertyNotConvertible, PropertyNotConvertible, NothingToSet
            $errors.TargetObject | Should -Be $rows[0..2]
            $changed.Title | Should -BeExactly fine
        }

        It 'leave a claim alone that stands under the same status' {
            $claim = Request-PgTask -Id $task.Id
            ([pscustomobject]@{ Id = $task.Id; Status = 'Running'; ClaimId = $claim.ClaimId } | Set-PgTask -PassThru).ClaimedBy |
                Should -BeExactly $claim.ClaimedBy
            ($claim | Set-PgTask -Status Pending -PassThru).ClaimedBy | Should -Be $null
        }
    }

    Context 'a task that is piped in, as it was' {
        It 'sets nothing by its own fields: <Kind>' -ForEach @(
            @{ Kind = 'itself'; Make = { $_ } }
            @{ Kind = 'from another process'; Make = {
                    [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) }
            }
        ) {
            $piped = $task | ForEach-Object $Make
            Set-PgTask $task.Id -Title meanwhile
            $piped | Set-PgTask -Priority Low
            (Get-PgTask $task.Id).Title | Should -BeExactly meanwhile
        }
    }

    Context 'two people at once' {
        It 'both win where they change different fields' {
            $null = Connect-PgTask $store -Name ann -ActAs ann
            $null = Connect-PgTask $store -Name bob -ActAs bob
            try {
                $seen = Get-PgTask $task.Id -Session ann
                $seen | Set-PgTask -Title 'of bob' -Session bob
                $seen | Set-PgTask -Priority High -Session ann
                $now = Get-PgTask $task.Id -Session ann
                $now.Title, "$($now.Priority)", $now.UpdatedBy | Should -BeExactly 'of bob', High, ann
                $seen | Set-PgTask -Priority Low -IfUpdatedAt $seen.UpdatedAt -Session bob -ErrorVariable errors -ErrorAction SilentlyContinue
                $errors.FullyQualifiedErrorId | Should -Be 'TaskChanged,PgTasks.Commands.SetPgTaskCommand'
                "$((Get-PgTask $task.Id -Session ann).Priority)" | Should -Be High
            } finally {
                Disconnect-PgTask ann
                Disconnect-PgTask bob
            }
        }
    }

    Context '-IfUpdatedAt' {
        It 'lets a task be changed that is as it was read, to the microsecond' {
            Invoke-TestSql $store "UPDATE pgtasks.task SET updated_at = '2031-01-01 00:00:00.123456Z'"
            $seen = Get-PgTask $task.Id
            Set-PgTask $task.Id -Title new -IfUpdatedAt $seen.UpdatedAt.AddMicroseconds(1) -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors.FullyQualifiedErrorId | Should -Be 'TaskChanged,PgTasks.Commands.SetPgTaskCommand'
            $errors[0].TargetObject | Should -Be $task.Id
            (Set-PgTask $task.Id -Title new -IfUpdatedAt $seen.UpdatedAt -PassThru).Title | Should -BeExactly new
        }

        It 'tells what has changed from what is gone, of many' {
            $tasks = $task, (Add-PgTask two), (Add-PgTask three)
            Set-PgTask $tasks[0].Id -Project new
            Remove-PgTask $tasks[1].Id
            $changed = $tasks | Set-PgTask -AssignedTo ann -IfUpdatedAt { $_.UpdatedAt } -PassThru -ErrorVariable errors -ErrorAction SilentlyContinue
            $changed.Title | Should -BeExactly three
            $errors.FullyQualifiedErrorId -replace ',.*' | Should -Be TaskChanged, TaskNotFound
        }

        It 'refuses the second change of a pipeline to one task' {
            $task, $task | Set-PgTask -Title { 't' } -IfUpdatedAt { $_.UpdatedAt } -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors.FullyQualifiedErrorId -replace ',.*' | Should -Be TaskChanged
        }

        It 'refuses to be nothing' {
            { Set-PgTask $task.Id -Title x -IfUpdatedAt $null } |
                Should -Throw -ErrorId 'ParameterArgumentValidationError,PgTasks.Commands.SetPgTaskCommand'
        }
    }

    Context 'tags' {
        It 'are added and taken away' {
            (Set-PgTask $task.Id -AddTag c, a, ' ' -PassThru).Tags | Should -BeExactly a, b, c
            (Set-PgTask $task.Id -RemoveTag b, x -PassThru).Tags | Should -BeExactly a, c
            (Set-PgTask $task.Id -AddTag 'd,"', "o'x" -RemoveTag a, c -PassThru).Tags | Should -BeExactly 'd,"', "o'x"
            (Set-PgTask $task.Id -RemoveTag 'd,"', "o'x" -PassThru).Tags | Should -HaveCount 0
            (Set-PgTask $task.Id -Tag a, b -AddTag c -RemoveTag a -PassThru).Tags | Should -BeExactly b, c
            (Set-PgTask $task.Id -RemoveTag B -AddTag D -PassThru).Tags | Should -BeExactly c, D
        }

        It 'are those of each task by a script block' {
            $two = Add-PgTask two -Tag x -Project away
            ($task, $two | Set-PgTask -AddTag { $_.Project } -RemoveTag { $_.Tags[0] } -PassThru).ForEach{ "$($_.Tags)" } |
                Should -BeExactly 'b home', 'away'
        }
    }

    It 'takes several ids by position' {
        $two, $three = 'two', 'three' | Add-PgTask
        (Set-PgTask $task.Id $two.Id $three.Id -Project p -PassThru).Project | Should -BeExactly p, p, p
        (Set-PgTask $task.Id, $two.Id $three.Id -Project q -PassThru).Project | Should -BeExactly q, q, q
    }

    It 'says with -WhatIf what it would set, of a task by its title' {
        $file = Join-Path $TestDrive whatif.txt
        Start-Transcript $file -UseMinimalHeader | Out-Null
        $task | Set-PgTask -Due 2031-12-01 -Priority High -WhatIf
        Set-PgTask $task.Id -Due $null -AddTag new -RemoveTag a -WhatIf
        [pscustomobject]@{ Id = $task.Id; Title = 'one'; Project = 'away' } | Set-PgTask -WhatIf
        Stop-Transcript | Out-Null
        $told = (Get-Content $file) -match 'task #'
        $told -replace '^.*?: (?=Set)' | Should -BeExactly @(
            "Set task #$($task.Id) 'one': Due 2031-12-01, Priority High"
            "Set task #$($task.Id) 'one': no Due, Tag -a +new"
            "Set task #$($task.Id) 'one': Project 'away'")
        (Get-PgTask $task.Id).Priority | Should -Be Normal
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
