BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
}

AfterAll { Remove-TestStore $store }

Describe 'Add-PgTask' {
    BeforeEach { Invoke-TestSql $store 'TRUNCATE pgtasks.task' }

    Context 'the task it emits' {
        It 'is a PgTask with every property' {
            $due = [datetime]::new(2031, 5, 6, 7, 8, 9, [DateTimeKind]::Local)
            $before = $due.AddDays(-1)
            $task = Add-PgTask 'Write tests' 'All of them' -Priority High -Project house -Tag a, 'b,"c"' -Due $due `
                -NotBefore $before -Data @{ n = 1 } -MaxAttempts 3
            $task | Should -BeOfType PgTasks.PgTask
            $task.Id | Should -BeOfType long
            $task.Title | Should -BeExactly 'Write tests'
            $task.Description | Should -BeExactly 'All of them'
            $task.Status | Should -Be ([PgTasks.PgTaskStatus]::Pending)
            $task.Priority | Should -Be ([PgTasks.PgTaskPriority]::High)
            $task.Project | Should -BeExactly house
            $task.Tags | Should -BeExactly a, 'b,"c"'
            $task.Due | Should -Be $due
            $task.NotBefore | Should -Be $before
            $task.Data.n | Should -Be 1
            $task.MaxAttempts | Should -Be 3
            $task.Attempts | Should -Be 0
            $task.UpdatedAt | Should -Be $task.CreatedAt
            $task.StartedAt, $task.CompletedAt, $task.ClaimedBy, $task.LeaseUntil, $task.LastError |
                Should -Be @($null, $null, $null, $null, $null)
        }

        It 'has the defaults where only a title was given' {
            $task = Add-PgTask 'Only a title'
            $task.Description | Should -BeExactly ''
            $task.Status | Should -Be ([PgTasks.PgTaskStatus]::Pending)
            $task.Priority | Should -Be ([PgTasks.PgTaskPriority]::Normal)
            , $task.Tags | Should -BeOfType string[]
            $task.Tags.Count | Should -Be 0
            $task.Project, $task.Due, $task.NotBefore, $task.Data | Should -Be @($null, $null, $null, $null)
            $task.MaxAttempts | Should -Be 5
        }

        It 'is what the database holds' {
            $task = Add-PgTask 'Stored' 'as said' -Priority Urgent -Project p -Tag x, y
            $row = Invoke-TestSql $store 'SELECT id, title, description, status::text, priority::text, project,
                array_to_string(tags, ''|'') AS tags FROM pgtasks.task'
            $row.id | Should -Be $task.Id
            $row.title, $row.description, $row.status, $row.priority, $row.project, $row.tags |
                Should -BeExactly Stored, 'as said', pending, urgent, p, 'x|y'
        }

        It 'tells its age' {
            $task = Add-PgTask 'Young'
            $task.CreatedAt.Kind | Should -Be ([DateTimeKind]::Local)
            $age = (Get-Date) - $task.CreatedAt
            $age.Duration() | Should -BeLessThan ([timespan]::FromMinutes(5))
        }
    }

    Context 'input' {
        It 'takes several titles' {
            (Add-PgTask one, two, three).Title | Should -BeExactly one, two, three
        }

        It 'takes strings by pipeline' {
            ('one', 'two' | Add-PgTask).Title | Should -BeExactly one, two
        }

        It 'takes numbers by pipeline' {
            (1..3 | Add-PgTask).Title | Should -BeExactly '1', '2', '3'
        }

        It 'takes the other parameters for every piped title' {
            $tasks = 'one', 'two' | Add-PgTask -Project p -Tag t
            $tasks.Project | Should -BeExactly p, p
            $tasks.Tags | Should -BeExactly t, t
        }

        It 'takes objects by property name' {
            $due = [datetime]::new(2030, 1, 1, 0, 0, 0, [DateTimeKind]::Local)
            $tasks = @(
                [pscustomobject]@{ Title = 'one'; Description = 'd'; Priority = 'Low'; Project = 'p'; Tags = 'a', 'b'; Due = $due }
                [pscustomobject]@{ Title = 'two' }
            ) | Add-PgTask
            $tasks.Title | Should -BeExactly one, two
            $tasks[0].Description | Should -BeExactly d
            $tasks[0].Priority | Should -Be ([PgTasks.PgTaskPriority]::Low)
            $tasks[0].Project | Should -BeExactly p
            $tasks[0].Tags | Should -BeExactly a, b
            $tasks[0].Due | Should -Be $due
            $tasks[1].Priority | Should -Be ([PgTasks.PgTaskPriority]::Normal)
            $tasks[1].Project | Should -BeNullOrEmpty
            $tasks[1].Tags.Count | Should -Be 0
            $tasks[1].Due | Should -BeNullOrEmpty
        }

        It 'takes an empty cell of a CSV file as not given' {
            $tasks = 'Title,Description,Due,NotBefore,Priority,Project,Tags,MaxAttempts', 'full,d,2030-01-02,2030-01-01,High,p,t,2',
                'empty,,,,,,,' | ConvertFrom-Csv | Add-PgTask
            $tasks.Title | Should -BeExactly full, empty
            $tasks[0].Due | Should -Be ([datetime]::new(2030, 1, 2, 0, 0, 0, [DateTimeKind]::Local))
            $tasks[0].MaxAttempts | Should -Be 2
            $tasks[1].Due, $tasks[1].NotBefore, $tasks[1].Project | Should -Be @($null, $null, $null)
            $tasks[1].Priority | Should -Be ([PgTasks.PgTaskPriority]::Normal)
            $tasks[1].Tags.Count | Should -Be 0
            $tasks[1].MaxAttempts | Should -Be 5
        }

        It 'reads a file by Import-Csv as Import-PgTask reads it' {
            $path = Join-Path $TestDrive doors.csv
            @'
Title,Tags,Priority,Due,NotBefore,Data,MaxAttempts
comma," b, a ,,b",HIGH,infinity,2030-01-01T00:00:00+05:00,"{""k"": [1]}",2
array,"{""x,y"", z ,NULL,""""}",1,9999-12-31,0001-01-01,just words,
blank, , , , , ,
null,"{a,a}",,-infinity,,null,
number,,,,,0.10,
'@ | Set-Content $path
            Import-Csv $path | Add-PgTask -WarningVariable warnings | Should -HaveCount 5
            $warnings | Should -BeNullOrEmpty
            $null = Import-PgTask $path
            $rows = Invoke-TestSql $store "SELECT (to_jsonb(t) - '{id,created_at,updated_at}'::text[])::text FROM pgtasks.task t ORDER BY id"
            $rows | Should -HaveCount 10
            $rows[0..4] | Should -BeExactly $rows[5..9]
            (Get-PgTask)[0, 1].Tags | Should -BeExactly b, a, 'x,y', z
            (Get-PgTask)[0].Due, (Get-PgTask)[3].Due | Should -Be ([datetime]::MaxValue), ([datetime]::MinValue)
            Invoke-TestSql $store "SELECT count(*) FROM pgtasks.task WHERE due = 'infinity'" | Should -Be 2
        }

        It 'refuses of a property what Import-PgTask refuses: <Name> <Value>' -ForEach @(
            @{ Name = 'Tags'; Value = 'System.String[]' }
            @{ Name = 'Tags'; Value = '{x' }
            @{ Name = 'Priority'; Value = 'Hi' }
            @{ Name = 'Priority'; Value = '7' }
            @{ Name = 'Due'; Value = 'soonish' }
            @{ Name = 'Due'; Value = 3 }
            @{ Name = 'MaxAttempts'; Value = 'two' }
            @{ Name = 'Data'; Value = '{"a":' }
        ) {
            [pscustomobject]@{ Title = 'one'; $Name = $Value }, [pscustomobject]@{ Title = 'two' } |
                Add-PgTask -ErrorVariable errors -ErrorAction SilentlyContinue | ForEach-Object Title | Should -BeExactly two
            $id = $Name -eq 'Data' ? 'DataNotReadable' : 'PropertyNotConvertible'
            $errors.FullyQualifiedErrorId | Should -Be "$id,PgTasks.Commands.AddPgTaskCommand"
            [pscustomobject]@{ Title = 'one'; $Name = $Value } | ConvertTo-Csv | Import-PgTask -Format Csv -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors.FullyQualifiedErrorId | Should -Be 'InvalidRow,PgTasks.Commands.ImportPgTaskCommand'
        }

        It 'says once what it does not keep of the objects' {
            $tasks = 'Title,Status,CompletedAt', 'a,Pending,', 'b,Completed,2020-01-01', 'c,Failed,' | ConvertFrom-Csv |
                Add-PgTask -WarningVariable warnings -WarningAction SilentlyContinue
            "$($tasks.Status)" | Should -Be 'Pending Pending Pending'
            $warnings | Should -HaveCount 1
            Complete-PgTask $tasks.Id
            $null = Get-PgTask -Id $tasks.Id | Add-PgTask -WarningVariable warnings -WarningAction SilentlyContinue
            $warnings | Should -HaveCount 1
            $null = Get-PgTask -Status Pending | Add-PgTask -WarningVariable warnings
            $warnings | Should -BeNullOrEmpty
        }

        It 'takes DBNull as not given' {
            $table = [Data.DataTable]::new()
            'Title', 'Description', 'Priority', 'Project', 'Tags', 'Due', 'NotBefore', 'Data', 'MaxAttempts' |
                ForEach-Object { $null = $table.Columns.Add($_, [object]) }
            $null = $table.Rows.Add('row')
            $task = $table.Rows | Add-PgTask
            $task.Title, $task.Description, "$($task.Priority)", $task.MaxAttempts | Should -Be row, '', Normal, 5
            $task.Project, $task.Due, $task.NotBefore, $task.Data | Should -Be $null, $null, $null, $null
            Invoke-TestSql $store "SELECT count(*) FROM pgtasks.task WHERE data IS NULL AND tags = '{}'" | Should -Be 1
            $task = $table.Rows | Add-PgTask -Title { $_.Title } -Due { $_.Due } -Priority { $_.Priority } -Data { $_.Data }
            $task.Due, $task.Data | Should -Be $null, $null
        }

        It 'copies a document as it is, however deep it is' {
            $deep = '[' * 900 + '12345678901234567890.10' + ']' * 900
            Invoke-TestSql $store "INSERT INTO pgtasks.task (title, data) VALUES ('deep', '$deep')"
            (Get-PgTask | Add-PgTask).Title | Should -BeExactly deep
            Invoke-TestSql $store 'SELECT count(DISTINCT data::text) FROM pgtasks.task' | Should -Be 1
        }

        It 'takes a script block for a property of another name' {
            $tasks = [pscustomobject]@{ Name = 'one'; Words = 'w' }, [pscustomobject]@{ Name = 'two'; Words = 'v' } |
                Add-PgTask -Title { $_.Name } -Description { $_.Words }
            $tasks.Title | Should -BeExactly one, two
            $tasks.Description | Should -BeExactly w, v
        }

        It 'has an error for a property that does not fit, and stores the others' {
            $stored = [pscustomobject]@{ Title = 'a'; Due = 'some day' }, [pscustomobject]@{ Title = 'b' } |
                Add-PgTask -ErrorVariable problem -ErrorAction SilentlyContinue
            $stored.Title | Should -BeExactly b
            $problem.FullyQualifiedErrorId |
                Should -BeExactly 'PropertyNotConvertible,PgTasks.Commands.AddPgTaskCommand'
            $problem.TargetObject.Title | Should -BeExactly a
        }

        It 'keeps the order of the input in the ids' {
            $tasks = 1..3000 | Add-PgTask
            $tasks.Title | Should -BeExactly (1..3000)
            $tasks.Id | Should -Be ($tasks.Id | Sort-Object)
            Invoke-TestSql $store 'SELECT title FROM pgtasks.task ORDER BY id' | Should -BeExactly (1..3000)
        }

        It 'copies tasks to another session' {
            $otherStore = New-TestStore -Empty
            try {
                $other = Connect-PgTask $otherStore -Name other
                Initialize-PgTaskStore -Session other
                $here = Get-PgTaskSession | Where-Object Name -NE other
                $original = Add-PgTask copied words -Priority Low -Project p -Tag a, b -Due '2030-01-02' `
                    -NotBefore '2030-01-01' -Data @{ deep = @{ list = 1, 2 } } -MaxAttempts 4 -Session $here
                $copy = Get-PgTask -Session $here | Add-PgTask -Session $other
                foreach ($name in 'Title', 'Description', 'Priority', 'Project', 'Tags', 'Due', 'NotBefore', 'MaxAttempts') {
                    $copy.$name | Should -Be $original.$name -Because $name
                }

                $copy.Data.deep.list | Should -Be 1, 2
                Invoke-TestSql $otherStore 'SELECT count(*) FROM pgtasks.task' | Should -Be 1
                Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task' | Should -Be 1
            } finally {
                Remove-TestStore $otherStore
            }
        }
    }

    Context 'a title that is missing' {
        It 'is an error of its own, and the others are stored' {
            $nameless = [pscustomobject]@{ Name = 'no title' }
            $tasks = 'one', '', $nameless, '   ', 'two' | Add-PgTask -ErrorVariable errors -ErrorAction SilentlyContinue
            $tasks.Title | Should -BeExactly one, two
            $errors.FullyQualifiedErrorId | Should -Be (@('TitleMissing,PgTasks.Commands.AddPgTaskCommand') * 3)
            $errors.CategoryInfo.Category | Should -Be (@('InvalidData') * 3)
            $errors[1].TargetObject | Should -Be $nameless
            Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task' | Should -Be 2
        }

        It 'is an error where it is null' {
            $tasks = 'one', $null, 'two' | Add-PgTask -ErrorVariable errors -ErrorAction SilentlyContinue
            $tasks.Title | Should -BeExactly one, two
            @($errors).FullyQualifiedErrorId | Should -Be 'TitleMissing,PgTasks.Commands.AddPgTaskCommand'
        }

        It 'is an error where nothing at all is given' {
            Add-PgTask -ErrorVariable errors -ErrorAction SilentlyContinue
            @($errors).FullyQualifiedErrorId | Should -Be 'TitleMissing,PgTasks.Commands.AddPgTaskCommand'
        }

        It 'comes from an object by name, with other parameters or without' {
            $object = [pscustomobject]@{ Title = 'one'; Project = 'its own' }
            (Add-PgTask -InputObject $object).Project | Should -BeExactly 'its own'
            (Add-PgTask -InputObject $object -Project given).Project | Should -BeExactly given
            ($object | Add-PgTask -Project given).Project | Should -BeExactly given
            ($object | Add-PgTask fixed).Title | Should -BeExactly fixed
        }
    }

    Context 'any text' {
        It 'is stored as it is: <Name>' -ForEach @(
            @{ Name = '300 KB'; Text = 'x' * 300KB }
            @{ Name = 'emoji'; Text = "`u{1F469}`u{200D}`u{1F4BB} `u{1F389}" }
            @{ Name = 'quotes'; Text = "'single' `"double`" ``tick`` \back\ %s {0} `$1 :p" }
            @{ Name = 'SQL'; Text = "'; DROP TABLE pgtasks.task; --" }
            @{ Name = 'lines'; Text = "one`r`ntwo`tthree" }
        ) {
            $task = $Text | Add-PgTask -Description $Text -Project $Text -Tag $Text, plain -Data @{ text = $Text }
            $task.Title, $task.Description, $task.Project, $task.Tags[0], $task.Data.text |
                Should -BeExactly $Text, $Text, $Text, $Text, $Text
            $row = Invoke-TestSql $store 'SELECT title, description, project, tags[1] AS tag, data->>''text'' AS data FROM pgtasks.task'
            $row.title, $row.description, $row.project, $row.tag, $row.data |
                Should -BeExactly $Text, $Text, $Text, $Text, $Text
        }

        It 'is refused where it is no text, and nothing else happens: <Name>' -ForEach @(
            @{ Name = 'NUL'; Text = "a`0b" }
            @{ Name = 'half a surrogate pair'; Text = "a$([char]0xD83D)b" }
        ) {
            $tasks = 'one', $Text, 'two' | Add-PgTask -ErrorVariable errors -ErrorAction SilentlyContinue
            $tasks.Title | Should -BeExactly one, two
            @($errors).FullyQualifiedErrorId | Should -Be 'CharacterNotInRepertoire,PgTasks.Commands.AddPgTaskCommand'
            $errors[0].CategoryInfo.Category | Should -Be InvalidData
            $errors[0].TargetObject | Should -BeExactly $Text
            Invoke-TestSql $store 'SELECT title FROM pgtasks.task ORDER BY id' | Should -BeExactly one, two
            (Get-TestActivity $store).state | Should -Not -Contain 'idle in transaction'
        }
    }

    Context '-WhatIf' {
        It 'adds nothing and emits nothing' {
            'one', 'two' | Add-PgTask -WhatIf | Should -BeNullOrEmpty
            Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task' | Should -Be 0
        }
    }

    Context 'what the server refuses' {
        BeforeAll {
            Invoke-TestSql $store @'
                CREATE UNIQUE INDEX only_once ON pgtasks.task (title) WHERE project = 'once';
                CREATE FUNCTION guard_task() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF new.project = 'notice' THEN RAISE NOTICE 'marker-%', new.title; END IF;
                    IF new.project = 'raise' THEN RAISE EXCEPTION 'no' USING HINT = 'ask the owner'; END IF;
                    RETURN new;
                END $$;
                CREATE TRIGGER guard BEFORE INSERT ON pgtasks.task FOR EACH ROW EXECUTE FUNCTION guard_task();
'@
        }

        AfterAll { Invoke-TestSql $store 'DROP TRIGGER guard ON pgtasks.task; DROP INDEX pgtasks.only_once' }

        It 'lets one bad record of 1,000 fail alone' {
            $records = 1..1000 | ForEach-Object { [pscustomobject]@{ Title = "t $_"; Project = 'once' } }
            $records[617].Title = 't 1'
            $tasks = $records | Add-PgTask -ErrorVariable errors -ErrorAction SilentlyContinue
            $tasks.Count | Should -Be 999
            $tasks.Title | Should -BeExactly ($records.Title | Select-Object -Unique)
            $errors.Count | Should -Be 1
            $errors[0].FullyQualifiedErrorId | Should -Be 'UniqueViolation,PgTasks.Commands.AddPgTaskCommand'
            [object]::ReferenceEquals($errors[0].TargetObject, $records[617]) | Should -BeTrue
            Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task' | Should -Be 999
        }

        It 'is refused where it is a number of attempts below one' {
            { Add-PgTask one -MaxAttempts 0 } |
                Should -Throw -ErrorId 'ParameterArgumentValidationError,PgTasks.Commands.AddPgTaskCommand'
            $null = [pscustomobject]@{ Title = 'one'; MaxAttempts = 0 } |
                Add-PgTask -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -Be 'CheckViolation,PgTasks.Commands.AddPgTaskCommand'
            Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task' | Should -Be 0
        }

        It 'names the key that exists' {
            $null = Add-PgTask 'the-key-value' -Project once
            $again = Add-PgTask 'the-key-value' -Project once -ErrorVariable errors -ErrorAction SilentlyContinue
            $again | Should -BeNullOrEmpty
            $errors[0].CategoryInfo.Category | Should -Be ResourceExists
            $errors[0].TargetObject | Should -BeExactly 'the-key-value'
            $errors[0].ErrorDetails.Message.Contains('the-key-value') | Should -BeTrue
            $errors[0].Exception | Should -BeOfType System.Data.Common.DbException
            $errors[0].Exception.SqlState | Should -Be '23505'
            $errors[0].Exception.Data['ConstraintName'] | Should -Be only_once
        }

        It 'can be caught by type' {
            $null = Add-PgTask twice -Project once
            $caught = try {
                Add-PgTask twice -Project once -ErrorAction Stop
            } catch [System.Data.Common.DbException] {
                $_
            }

            $caught.FullyQualifiedErrorId | Should -Be 'UniqueViolation,PgTasks.Commands.AddPgTaskCommand'
        }

        It 'recommends the hint of the server' {
            $null = Add-PgTask refused -Project raise -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].FullyQualifiedErrorId | Should -Be 'RaiseException,PgTasks.Commands.AddPgTaskCommand'
            $errors[0].ErrorDetails.RecommendedAction | Should -BeExactly 'ask the owner'
        }

        It 'tells a notice as an information record' {
            $task = Add-PgTask noted -Project notice -InformationVariable told
            $task.Title | Should -BeExactly noted
            $told.MessageData | Should -Match marker-noted
            $told.Tags | Should -Be PgTasks, Notice
        }
    }

    Context '-AssignedTo' {
        It 'says who is to do it, and nobody where it is empty' {
            (Add-PgTask one -AssignedTo 'Ann Ö.').AssignedTo | Should -BeExactly 'Ann Ö.'
            (Add-PgTask one -AssignedTo '').AssignedTo | Should -Be $null
            (Add-PgTask one).AssignedTo | Should -Be $null
            $rows = "Title,AssignedTo`na,bob`nb," | ConvertFrom-Csv
            ($rows | Add-PgTask).AssignedTo | Should -BeExactly bob, $null
            ($rows | Add-PgTask -AssignedTo { $_.Title }).AssignedTo | Should -BeExactly a, b
        }

        It 'is copied, and who added the task is not' {
            $null = Connect-PgTask $store -ActAs copier -Name copier
            try {
                $copy = Add-PgTask one -AssignedTo ann -Session copier | ForEach-Object { $_ } |
                    Add-PgTask -WarningVariable warned -Session (Get-PgTaskSession | Where-Object Name -NE copier | Select-Object -First 1)
                $copy.AssignedTo | Should -BeExactly ann
                $copy.CreatedBy | Should -Not -Be copier
                $warned | Should -BeNullOrEmpty
            } finally {
                Disconnect-PgTask copier
            }
        }
    }

    Context 'a stream of titles' {
        It 'stores each at once where they come slowly' {
            $seen = 1..3 | ForEach-Object { Start-Sleep -Milliseconds 50; "t $_" } | Add-PgTask |
                ForEach-Object { Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task' }
            $seen | Should -Be 1, 2, 3
        }

        It 'ends with Select-Object, with no error and no busy connection' {
            $name = 'add-first'
            $null = Connect-PgTask $store -ApplicationName $name -MaxPoolSize 1
            try {
                $before = $Error.Count
                (1..1000000 | Add-PgTask | Select-Object -First 3).Title | Should -BeExactly '1', '2', '3'
                $Error.Count | Should -Be $before
                Wait-TestCondition { -not (Get-TestActivity $store $name | Where-Object state -NE idle) } -Seconds 2
                Add-PgTask last | Should -BeOfType PgTasks.PgTask
            } finally {
                Disconnect-PgTask
            }
        }
    }

    Context 'Ctrl+C' {
        It 'ends the statement on the server at once and stores nothing' {
            $end = Stop-BlockedCommand $store { 'one', 'two' | Add-PgTask }
            $end.State | Should -Be Stopped
            $end.Stopped.TotalSeconds | Should -BeLessThan 2
            $end.Gone.TotalSeconds | Should -BeLessThan 2
            $end.Thrown | Should -BeOfType System.Management.Automation.PipelineStoppedException
            $end.Errors | Should -BeNullOrEmpty
            $end.TasksAfter | Should -Be 0
        }
    }
}
