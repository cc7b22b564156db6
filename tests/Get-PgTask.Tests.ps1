BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
}

AfterAll { Remove-TestStore $store }

Describe 'Get-PgTask' {
    BeforeEach { Invoke-TestSql $store 'TRUNCATE pgtasks.task' }

    It 'gets every task, and of a time that no DateTime holds the end of its range that is not infinite' {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task'
        Invoke-TestSql $store "INSERT INTO pgtasks.task (title, due, not_before) VALUES
            ('far', '20000-01-01Z', '0044-03-15 BC'), ('ends', 'infinity', '-infinity'), ('near', '2030-01-01Z', NULL)"
        $tasks = Get-PgTask
        $tasks.Title | Should -BeExactly far, ends, near
        $tasks[0].Due.Year, $tasks[0].NotBefore.Year | Should -Be 9999, 1
        $tasks[0].Due | Should -BeLessThan ([datetime]::MaxValue)
        $tasks[1].Due, $tasks[1].NotBefore | Should -Be ([datetime]::MaxValue), ([datetime]::MinValue)
        $file = Join-Path $TestDrive far.json
        Export-PgTask $file
        (Import-PgTask $file).Imported | Should -Be 3
        Invoke-TestSql $store "SELECT count(*) FROM pgtasks.task WHERE due = 'infinity'" | Should -Be 2
    }

    Context 'without an id' {
        It 'gets all tasks in the order they were added' {
            'c', 'a', 'b' | Add-PgTask | Out-Null
            Invoke-TestSql $store "UPDATE pgtasks.task SET description = 'moved' WHERE title = 'c'"
            $tasks = Get-PgTask
            $tasks.Title | Should -BeExactly c, a, b
            $tasks | Should -BeOfType PgTasks.PgTask
        }

        It 'filters tasks by id, too, and calls none of them missing' {
            $ids = ('a', 'b' | Add-PgTask).Id
            Complete-PgTask $ids[0]
            (Get-PgTask $ids -Status Completed -ErrorVariable errors).Title | Should -BeExactly a
            $errors | Should -BeNullOrEmpty
        }

        It 'gets nothing, silently, where there is nothing' {
            Get-PgTask -ErrorVariable errors | Should -BeNullOrEmpty
            $errors | Should -BeNullOrEmpty
        }

        It 'gets every column' {
            Invoke-TestSql $store @'
                INSERT INTO pgtasks.worker (holder, lease_until) VALUES ('me', '2030-01-07 00:00Z');
                INSERT INTO pgtasks.task (title, description, status, priority, project, tags, due, created_at, updated_at,
                    started_at, completed_at, not_before, data, worker_id, attempts, max_attempts, last_error)
                VALUES ('t', 'd', 'running', 'urgent', 'p', '{a,b}', '2030-01-01 00:00Z', '2030-01-02 00:00Z',
                    '2030-01-03 00:00Z', '2030-01-04 00:00Z', '2030-01-05 00:00Z', '2030-01-06 00:00Z', '{"k": [1]}',
                    (SELECT max(id) FROM pgtasks.worker), 2, 3, 'oops')
'@
            $task = Get-PgTask
            $task.Title, $task.Description, $task.Project, $task.ClaimedBy, $task.LastError |
                Should -BeExactly t, d, p, me, oops
            $task.Status | Should -Be ([PgTasks.PgTaskStatus]::Running)
            $task.Priority | Should -Be ([PgTasks.PgTaskPriority]::Urgent)
            $task.Tags | Should -BeExactly a, b
            $task.Data.k | Should -Be 1
            $task.Attempts, $task.MaxAttempts | Should -Be 2, 3
            $times = $task.Due, $task.CreatedAt, $task.UpdatedAt, $task.StartedAt, $task.CompletedAt, $task.NotBefore, $task.LeaseUntil
            $times.Kind | Should -Be (@([DateTimeKind]::Local) * 7)
            $times.ToUniversalTime().ForEach({ $_.ToString('yyyy-MM-dd HH:mm') }) |
                Should -Be (1..7).ForEach({ "2030-01-0$_ 00:00" })
        }

        It 'shows none of its properties as Count or Length' {
            [PgTasks.PgTask].GetProperties().Name | Should -Not -Contain Count
            [PgTasks.PgTask].GetProperties().Name | Should -Not -Contain Length
        }
    }

    Context '-Status' {
        BeforeEach {
            $tasks = 'one', 'two', 'three', 'four' | Add-PgTask
            $tasks[1, 3] | Complete-PgTask
            Invoke-TestSql $store "UPDATE pgtasks.task SET status = 'failed' WHERE title = 'three'"
        }

        It 'gets those alone: <Status>' -ForEach @(
            @{ Status = 'Pending'; Titles = @('one') }
            @{ Status = 'Completed'; Titles = 'two', 'four' }
            @{ Status = 'Completed', 'Pending'; Titles = 'one', 'two', 'four' }
        ) {
            (Get-PgTask -Status $Status).Title | Should -BeExactly $Titles
        }

        It 'gets nothing where none is' {
            Get-PgTask -Status Cancelled | Should -BeNullOrEmpty
        }

        It 'refuses a word that is no status' {
            { Get-PgTask -Status Nonsense } |
                Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,PgTasks.Commands.GetPgTaskCommand'
        }
    }

    Context 'by id' {
        BeforeEach { $tasks = 'one', 'two', 'three' | Add-PgTask }

        It 'gets one' {
            $task = Get-PgTask $tasks[1].Id
            $task.Title | Should -BeExactly two
            $task.Id | Should -Be $tasks[1].Id
        }

        It 'gets several in the order asked for' {
            (Get-PgTask -Id $tasks[2].Id, $tasks[0].Id).Title | Should -BeExactly three, one
        }

        It 'takes ids by pipeline' {
            ($tasks[2].Id, $tasks[1].Id | Get-PgTask).Title | Should -BeExactly three, two
        }

        It 'takes tasks by pipeline, and gets them as they are now' {
            Invoke-TestSql $store "UPDATE pgtasks.task SET title = title || '!'"
            ($tasks | Get-PgTask).Title | Should -BeExactly 'one!', 'two!', 'three!'
        }

        It 'has an error for each id that does not exist, and gets the others' {
            $found = $tasks[0].Id, 999991, 999992, $tasks[1].Id |
                Get-PgTask -ErrorVariable errors -ErrorAction SilentlyContinue
            $found.Title | Should -BeExactly one, two
            $errors.FullyQualifiedErrorId | Should -Be (@('TaskNotFound,PgTasks.Commands.GetPgTaskCommand') * 2)
            $errors.CategoryInfo.Category | Should -Be ObjectNotFound, ObjectNotFound
            $errors.TargetObject | Should -Be 999991, 999992
        }
    }

    # Not on a distributed store: Citus sends the first row once it has the last.
    Context 'a pipeline that ends early' -Skip:([bool] $env:PGTASKS_TEST_DISTRIBUTE) {
        BeforeAll {
            # Ten tasks come at once, for the eleventh the server takes a minute.
            $slowStore = New-TestStore -Empty
            $null = Connect-PgTask $slowStore
            Initialize-PgTaskStore
            Disconnect-PgTask
            Invoke-TestSql $slowStore @'
                INSERT INTO pgtasks.task (title) SELECT repeat('x', 20000) FROM generate_series(1, 20);
                ALTER TABLE pgtasks.task RENAME TO stored;
                CREATE VIEW pgtasks.task AS SELECT * FROM pgtasks.stored WHERE id <= 10 OR pg_sleep(60) IS NULL
'@
            # Else the server sorts, and sends nothing before it has all.
            Invoke-TestSql $slowStore "ALTER ROLE CURRENT_USER IN DATABASE $((Get-TestSetting $slowStore)['Database']) SET enable_sort = off"
            $null = Connect-PgTask $slowStore -ApplicationName early -MaxPoolSize 1
        }

        AfterAll { Remove-TestStore $slowStore }

        It 'ends the query on the server, with no error and no busy connection' {
            $before = $Error.Count
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            (Get-PgTask -ErrorVariable errors | Select-Object -First 3).Id | Should -Be 1, 2, 3
            Wait-TestCondition { -not (Get-TestActivity $slowStore early | Where-Object state -NE idle) } -Seconds 2
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 10
            $errors | Should -BeNullOrEmpty
            $Error.Count | Should -Be $before
            (Get-PgTask -Status Pending | Select-Object -First 1).Id | Should -Be 1
        }

        It 'does not end the script' {
            $after = & { $null = Get-PgTask | Select-Object -First 1; 'after' }
            $after | Should -Be after
        }
    }

    Context 'many tasks' {
        It 'reads part of them while others are changed' {
            Invoke-TestSql $store "INSERT INTO pgtasks.task (title) SELECT 't ' || n FROM generate_series(1, 2000) n"
            Get-PgTask | Complete-PgTask
            Invoke-TestSql $store "SELECT count(*) FROM pgtasks.task WHERE status = 'completed'" | Should -Be 2000
        }
    }

    Context 'Ctrl+C' {
        It 'ends the query on the server at once: <Command>' -ForEach @(
            @{ Command = { Get-PgTask } }
            @{ Command = { Get-PgTask 1 } }
            @{ Command = { 1..10 | Get-PgTask } }
        ) {
            $null = Add-PgTask one
            $end = Stop-BlockedCommand $store $Command
            $end.State | Should -Be Stopped
            $end.Stopped.TotalSeconds | Should -BeLessThan 2
            $end.Gone.TotalSeconds | Should -BeLessThan 2
            $end.Thrown | Should -BeOfType System.Management.Automation.PipelineStoppedException
            $end.Errors | Should -BeNullOrEmpty
            $end.TasksAfter | Should -Be 1
        }
    }

    Context 'the default view' {
        BeforeAll {
            $rendering = $PSStyle.OutputRendering
        }

        AfterEach { $PSStyle.OutputRendering = $rendering }

        BeforeEach {
            $null = Add-PgTask ('a long title ' * 20) ('words ' * 50) -Project ('project ' * 10) -Priority Urgent `
                -Tag (1..20) -Due '2001-02-03'
            $null = Add-PgTask later -Due '2999-02-03'
            Add-PgTask done -Due '2001-02-03' | Complete-PgTask
        }

        It 'fits 80 columns, with the headers in their order' {
            $PSStyle.OutputRendering = 'PlainText'
            $lines = (Get-PgTask -All | Format-Table | Out-String -Width 80) -split '\r?\n'
            $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual 80 }
            $header = $lines | Where-Object { $_.Trim() } | Select-Object -First 1
            -split $header | Should -BeExactly Id, Status, Priority, Due, Project, Title, '#Tags', '@Who'
            ($lines -match '2001-02-03').Count | Should -Be 2
        }

        It 'is a table without Format-Table' {
            $PSStyle.OutputRendering = 'PlainText'
            $lines = (Get-PgTask -All | Out-String -Width 80) -split '\r?\n' | Where-Object { $_.Trim() }
            -split $lines[0] | Should -BeExactly Id, Status, Priority, Due, Project, Title, '#Tags', '@Who'
            $lines.Count | Should -Be 5
        }

        It 'has overdue days in red, and no other' {
            $PSStyle.OutputRendering = 'Ansi'
            $text = Get-PgTask -All | Format-Table | Out-String -Width 80
            $red = [regex]::Escape($PSStyle.Foreground.Red)
            [regex]::Matches($text, "${red}2001-02-03").Count | Should -Be 1
            [regex]::Matches($text, $red).Count | Should -Be 1
        }

        It 'dims what is done' {
            $PSStyle.OutputRendering = 'Ansi'
            $text = Get-PgTask -All | Format-Table | Out-String -Width 80
            [regex]::IsMatch($text, [regex]::Escape($PSStyle.Dim) + 'done') | Should -BeTrue
            [regex]::IsMatch($text, [regex]::Escape($PSStyle.Dim) + 'later') | Should -BeFalse
        }

        It 'has urgent and failed in bright red, high in yellow, running in cyan' {
            $PSStyle.OutputRendering = 'Ansi'
            $null = Add-PgTask urgent -Priority Urgent
            $null = Add-PgTask high -Priority High
            $null = Invoke-TestSql $store "
                INSERT INTO pgtasks.task (title, status) VALUES ('fails', 'failed'), ('runs', 'running')"
            $lines = (Get-PgTask -Status Pending, Failed, Running | Format-Table | Out-String -Width 80) -split '\r?\n'
            "$($lines -match 'urgent$')" | Should -BeLike "*$($PSStyle.Foreground.BrightRed -replace '\[', '`[')Urgent*"
            "$($lines -match 'high$')" | Should -BeLike "*$($PSStyle.Foreground.Yellow -replace '\[', '`[')High*"
            "$($lines -match 'fails$')" | Should -BeLike "*$($PSStyle.Foreground.BrightRed -replace '\[', '`[')Failed*"
            "$($lines -match 'runs$')" | Should -BeLike "*$($PSStyle.Foreground.Cyan -replace '\[', '`[')Running*"
        }

        It 'shows an Id of ten digits whole' {
            $PSStyle.OutputRendering = 'PlainText'
            $null = Invoke-TestSql $store "
                INSERT INTO pgtasks.task (id, title) OVERRIDING SYSTEM VALUE VALUES (1234567890, 'far')"
            Get-PgTask 1234567890 | Out-String -Width 80 | Should -Match '(?m)^1234567890 '
        }

        It 'shows tags beside the title, as far as there is room' {
            $PSStyle.OutputRendering = 'PlainText'
            $null = Add-PgTask short -Tag garden, tools
            Get-PgTask | Out-String -Width 80 | Should -Match '(?m) short #garden #tools\s*$'
        }

        It 'shows what a task waits for, until that is done' {
            $PSStyle.OutputRendering = 'PlainText'
            $first = Add-PgTask first
            $second = Add-PgTask b -DependsOn $first.Id -Tag garden
            Get-PgTask $second.Id | Out-String -Width 80 | Should -Match "(?m) b \(after $($first.Id)\) #garden\s*$"
            Complete-PgTask $first.Id
            Get-PgTask $second.Id | Out-String -Width 80 | Should -Match '(?m) b #garden\s*$'
        }

        It 'shows for whom a task is, and what is late though it failed' {
            $PSStyle.OutputRendering = 'PlainText'
            $task = Add-PgTask both -Tag garden -AssignedTo 'Ann Lee' -Due 2001-02-03
            $task | Out-String -Width 80 | Should -Match '(?m) both #garden @Ann Lee\s*$'
            $PSStyle.OutputRendering = 'Ansi'
            $null = Invoke-TestSql $store "UPDATE pgtasks.task SET status = 'failed' WHERE id = $($task.Id)"
            Get-PgTask $task.Id | Out-String -Width 80 |
                Should -Match ([regex]::Escape("$($PSStyle.Foreground.Red)2001-02-03"))
        }

        It 'shows control characters as pictures' {
            $PSStyle.OutputRendering = 'PlainText'
            $task = Add-PgTask "a`e]0;owned`ab" "first`nsecond`e[2J" -Project "p`e[31m" -Tag "t`e[0m"
            foreach ($text in ($task | Format-Table | Out-String -Width 200), ($task | Format-List | Out-String)) {
                $text | Should -Match 'a␛\]0;owned␇b'
                $text | Should -Match 'p␛'
                $text | Should -Match 't␛'
                $text.Contains([char] 27) | Should -BeFalse
                $text.Contains([char] 7) | Should -BeFalse
            }
            $task.Title | Should -BeExactly "a`e]0;owned`ab"
        }

        It 'is plain where output is plain' {
            $PSStyle.OutputRendering = 'PlainText'
            (Get-PgTask -All | Format-Table | Out-String -Width 80).Contains([char]27) | Should -BeFalse
        }

        It 'shows every property in the list' {
            $PSStyle.OutputRendering = 'PlainText'
            $text = Get-PgTask | Select-Object -First 1 | Format-List | Out-String
            foreach ($name in 'Id', 'Title', 'Description', 'Status', 'Priority', 'Project', 'Tags', 'Due', 'CreatedAt') {
                $text | Should -Match "(?m)^$name\s*:"
            }
        }
    }

    Context 'two readings of a task' {
        BeforeAll { $due = Get-Date }
        BeforeEach {
            $task = Add-PgTask title -Tag a, b -Due $due -Data @{ k = 1 }
            $read = Get-PgTask $task.Id
        }

        It 'are equal while nothing has changed' {
            $read | Should -Not -BeNullOrEmpty
            $read -eq $task | Should -BeTrue
            @($task, (Add-PgTask other)) -contains $read | Should -BeTrue
            Compare-Object $task $read | Should -BeNullOrEmpty
        }

        It 'differ where <Field> has changed' -ForEach @(
            @{ Field = 'Description'; Value = 'words' }, @{ Field = 'Priority'; Value = 'High' }
            @{ Field = 'Status'; Value = 'Running' }, @{ Field = 'Tag'; Value = 'ab' }, @{ Field = 'Due'; Value = $null }
            @{ Field = 'Data'; Value = @{ k = 2 } }, @{ Field = 'Project'; Value = 'p' }
        ) {
            $change = @{ $Field = $Value }
            $now = Set-PgTask $task.Id @change -PassThru
            $now -eq $task | Should -BeFalse
            (Compare-Object $task $now).SideIndicator | Sort-Object | Should -Be '<=', '=>'
        }

        It 'sort by their ids' {
            $more = 'b', 'a' | Add-PgTask
            $more[1], $task, $more[0] | Sort-Object | ForEach-Object Id | Should -Be $task.Id, $more[0].Id, $more[1].Id
        }
    }
}
