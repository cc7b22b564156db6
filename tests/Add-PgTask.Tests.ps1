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

    Context 'times' {
        BeforeAll {
            # A zone in which local time is not UTC (where the system reads TZ).
            $zone = $env:TZ
            $env:TZ = 'America/New_York'
            [TimeZoneInfo]::ClearCachedData()
        }

        AfterAll {
            $env:TZ = $zone
            [TimeZoneInfo]::ClearCachedData()
        }

        It 'reads <Text> as a person means it' -ForEach @(
            @{ Text = 'tomorrow'; Expected = { (Get-Date).Date.AddDays(1) } }
            @{ Text = 'tomorrow 9:30'; Expected = { (Get-Date).Date.AddDays(1).AddHours(9.5) } }
            @{ Text = '2030-W01-3'; Expected = { Get-Date '2030-01-02' } }
            @{ Text = 'eom'; Expected = { (Get-Date -Day 1).Date.AddMonths(1).AddSeconds(-1) } }
            @{ Text = 'eom-3d'; Expected = { (Get-Date -Day 1).Date.AddMonths(1).AddSeconds(-1).AddDays(-3) } }
        ) {
            $before = & $Expected
            $tasks = @(
                Add-PgTask one -Due $Text -NotBefore $Text
                [pscustomobject]@{ Title = 'two'; Due = $Text; NotBefore = $Text } | Add-PgTask
                [pscustomobject]@{ Title = 'three'; When = $Text } | Add-PgTask -Due { $_.When } -NotBefore { $_.When }
            )
            $after = & $Expected
            foreach ($time in $tasks.NotBefore) {
                $time | Should -BeIn $before, $after
            }
            $isTime = $Text -match ':'
            foreach ($task in $tasks) {
                $task.AllDay | Should -Be (-not $isTime)
                $task.Due | Should -BeIn ($isTime ? ($before, $after) : ($before.Date, $after.Date))
            }
        }

        It 'reads 3d without quotes, which PowerShell takes for a number' {
            $before = (Get-Date).AddDays(3)
            $tasks = @(
                Add-PgTask one -Due 3d
                Add-PgTask two -Due:3d
                Add-PgTask three -Due +3d
                Add-PgTask four -Due P3D
                Add-PgTask five -Due (New-TimeSpan -Days 3)
            )
            foreach ($time in $tasks.Due) {
                [Math]::Abs(($time - $before).TotalMinutes) | Should -BeLessThan 65
            }

            (Add-PgTask six -Due 5y).Due.Year | Should -Be ($before.AddDays(-3).Year + 5)
        }

        It 'has no due time for someday, and lets a task wait for it' {
            $tasks = @(
                Add-PgTask one -Due someday -NotBefore someday
                [pscustomobject]@{ Title = 'two'; Due = 'later'; NotBefore = 'later' } | Add-PgTask
            )
            foreach ($task in $tasks) {
                $task.Due | Should -Be $null
                $task.NotBefore | Should -Be ([datetime]::MaxValue)
            }
        }

        It 'refuses <Name> as a time' -ForEach @(
            @{ Name = 'a number'; Value = 3 }
            @{ Name = 'a number of a variable that was typed as 3d'; Value = 3d }
            @{ Name = 'a number as text'; Value = '3' }
            @{ Name = 'months or minutes'; Value = '3m' }
            @{ Name = 'a month first'; Value = '12/01/2026' }
            @{ Name = 'a day first'; Value = '1.12.2026' }
            @{ Name = 'a misspelled day'; Value = 'tomorow' }
            @{ Name = 'true'; Value = $true }
            @{ Name = 'a script block that there is nothing for'; Value = { 'tomorrow' } }
            @{ Name = 'several'; Value = 'today', 'tomorrow' }
        ) {
            { Add-PgTask one -Due $Value } | Should -Throw -ErrorId '*,PgTasks.Commands.AddPgTaskCommand'
            Get-PgTask | Should -BeNullOrEmpty
        }

        It 'says the same of a piped object, and goes on' {
            $stored = 3, 'tomorow', '12/01/2026', 'tomorrow' | ForEach-Object { [pscustomobject]@{ Title = 't'; Due = $_ } } |
                Add-PgTask -ErrorVariable problem -ErrorAction SilentlyContinue
            $stored | Should -HaveCount 1
            $problem.FullyQualifiedErrorId |
                Should -BeExactly (@('PropertyNotConvertible,PgTasks.Commands.AddPgTaskCommand') * 3)
            $problem.TargetObject.Due | Should -Be 3, 'tomorow', '12/01/2026'
        }

        It 'completes <Line>' -ForEach @(
            @{ Line = 'Add-PgTask x -Due '; Expected = 'tomorrow' }
            @{ Line = 'Add-PgTask x -NotBefore fri'; Expected = "'friday 17:00'" }
            @{ Line = 'Set-PgTask 1 -Due eo'; Expected = 'eom' }
            @{ Line = 'Set-PgTask 1 -NotBefore 3'; Expected = '3d' }
            @{ Line = "Set-PgTask 1 -Due 'next f"; Expected = "'next friday'" }
        ) {
            $found = (TabExpansion2 $Line $Line.Length).CompletionMatches
            $found.CompletionText | Should -Contain $Expected
            $found.ResultType | Select-Object -Unique | Should -Be ParameterValue
        }

        It 'completes no file where a time is meant' {
            Push-Location $TestDrive
            $null = New-Item -ItemType File xylophone.csv
            (TabExpansion2 'Add-PgTask x -Due xyl' 21).CompletionMatches | Should -BeNullOrEmpty
            Pop-Location
        }

        It 'means the instant that was given: <Name>' -ForEach @(
            @{ Name = 'Unspecified'; Due = { [datetime]::new(2030, 7, 1, 12, 0, 0) } }
            @{ Name = 'Local'; Due = { [datetime]::new(2030, 7, 1, 12, 0, 0, [DateTimeKind]::Local) } }
            @{ Name = 'Utc'; Due = { [datetime]::new(2030, 7, 1, 12, 0, 0, [DateTimeKind]::Local).ToUniversalTime() } }
            @{ Name = 'DateTimeOffset'; Due = { [DateTimeOffset]::new([datetime]::new(2030, 7, 1, 12, 0, 0, [DateTimeKind]::Local)).ToOffset('05:30') } }
            @{ Name = 'text'; Due = { '2030-07-01 12:00' } }
        ) {
            $instant = [datetime]::new(2030, 7, 1, 12, 0, 0, [DateTimeKind]::Local)
            $given = & $Due
            $tasks = @(
                Add-PgTask one -Due $given -NotBefore $given
                [pscustomobject]@{ Title = 'two'; Due = $given; NotBefore = $given } | Add-PgTask
            )
            foreach ($time in $tasks.Due + $tasks.NotBefore) {
                $time | Should -Be $instant
                $time.Kind | Should -Be Local
            }

            $epoch = [DateTimeOffset]::new($instant).ToUnixTimeSeconds()
            Invoke-TestSql $store 'SELECT extract(epoch FROM due)::bigint FROM pgtasks.task' | Should -Be $epoch, $epoch
            Invoke-TestSql $store 'SELECT extract(epoch FROM not_before)::bigint FROM pgtasks.task' | Should -Be $epoch, $epoch
        }

        It 'takes <Text> for no end of time, in each way' -ForEach @(
            @{ Text = '9999-12-31' }
            @{ Text = '0001-01-01' }
        ) {
            $csv = Join-Path $TestDrive ends.csv
            $json = Join-Path $TestDrive ends.json
            $null = Add-PgTask parameter -Due $Text
            $null = [pscustomobject]@{ Title = 'property'; Due = $Text } | Add-PgTask
            Add-PgTask set | Set-PgTask -Due $Text
            'Title,Due', "csv,$Text" | Set-Content $csv
            '[{"Title":"json","Due":"' + $Text + '"}]' | Set-Content $json
            $null = Import-PgTask $csv, $json
            Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task WHERE isfinite(due)' | Should -Be 5
            Invoke-TestSql $store 'SELECT count(DISTINCT due) FROM pgtasks.task' | Should -Be 1
            foreach ($task in Get-PgTask) { $task.Due | Should -Be ([datetime]$Text) }
            Export-PgTask $csv -Force
            $null = Get-PgTask | Add-PgTask
            $null = Import-PgTask $csv
            Invoke-TestSql $store 'SELECT count(DISTINCT due) FROM pgtasks.task' | Should -Be 1
        }

        It 'takes infinity for the ends of time, and gives it back' {
            $tasks = @(
                Add-PgTask most -Due infinity -NotBefore '-infinity'
                Add-PgTask values -Due ([datetime]::MaxValue) -NotBefore ([datetime]::MinValue)
            )
            foreach ($task in $tasks + ($tasks | Add-PgTask)) {
                $task.Due, $task.NotBefore | Should -Be ([datetime]::MaxValue), ([datetime]::MinValue)
            }

            Invoke-TestSql $store "SELECT count(*) FROM pgtasks.task WHERE due = 'infinity' AND not_before = '-infinity'" | Should -Be 4
        }

        It 'compares with Get-Date' {
            $task = Add-PgTask late -Due (Get-Date).AddMinutes(-5)
            (Get-Date) -gt $task.Due | Should -BeTrue
            $task.CreatedAt -gt $task.Due | Should -BeTrue
        }
    }

    Context '-Data' {
        It 'gives back what was given: <Name>' -ForEach @(
            @{ Name = 'hashtable'; Data = @{ text = 't'; number = 42; exact = 1.5; yes = $true; none = $null; list = 1, 'two'; deep = @{ a = 1 } } }
            @{ Name = 'object'; Data = [pscustomobject]@{ text = 't'; number = 42; exact = 1.5; yes = $true; none = $null; list = 1, 'two'; deep = [pscustomobject]@{ a = 1 } } }
            @{ Name = 'JSON'; Data = '{"text":"t","number":42,"exact":1.5,"yes":true,"none":null,"list":[1,"two"],"deep":{"a":1}}' }
        ) {
            $null = Add-PgTask one -Data $Data
            $back = (Get-PgTask).Data
            $back.text | Should -BeExactly t
            $back.number | Should -BeOfType long
            $back.number | Should -Be 42
            $back.exact | Should -Be 1.5
            $back.yes | Should -BeTrue
            $back.PSObject.Properties.Name | Should -Contain none
            $back.none | Should -BeNullOrEmpty
            $back.list | Should -Be 1, two
            $back.deep.a | Should -Be 1
            Invoke-TestSql $store 'SELECT jsonb_typeof(data) FROM pgtasks.task' | Should -Be object
        }

        It 'is refused where it is nested too deep, and nothing else happens' {
            $deep = 1
            1..2000 | ForEach-Object { $deep = @{ in = $deep } }
            $stored = [pscustomobject]@{ Title = 'deep'; Data = $deep }, 'flat' |
                Add-PgTask -ErrorVariable problem -ErrorAction SilentlyContinue
            $stored.Title | Should -BeExactly flat
            $problem.FullyQualifiedErrorId | Should -BeExactly 'DataTooDeep,PgTasks.Commands.AddPgTaskCommand'
        }

        It 'has null for a property that throws, as ConvertTo-Json does' {
            $data = [pscustomobject]@{ a = 1 } | Add-Member -PassThru ScriptProperty Broken { throw 'no' }
            $null = [pscustomobject]@{ Title = 'x'; Data = $data } | Add-PgTask
            Invoke-TestSql $store 'SELECT data::text FROM pgtasks.task' | Should -BeExactly '{"a": 1, "Broken": null}'
        }

        It 'stores as ConvertTo-Json writes: <Json>' -ForEach @(
            @{ Data = @{ n = [bigint]::Parse('123456789012345678901234567890') }; Json = '{"n": 123456789012345678901234567890}' }
            @{ Data = '{"n":123456789012345678901234567890}' | ConvertFrom-Json; Json = '{"n": 123456789012345678901234567890}' }
            @{ Data = @{ n = [DBNull]::Value }; Json = '{"n": null}' }
            @{ Data = , [DBNull]::Value; Json = '[null]' }
            @{ Data = ''; Json = 'none' }
            @{ Data = 'null'; Json = 'none' }
        ) {
            $task = Add-PgTask one -Data $Data
            Invoke-TestSql $store "SELECT coalesce(data::text, 'none') FROM pgtasks.task" | Should -BeExactly $Json
            Set-PgTask $task.Id -Data @{ other = 1 }
            Set-PgTask $task.Id -Data $Data
            Invoke-TestSql $store "SELECT coalesce(data::text, 'none') FROM pgtasks.task" | Should -BeExactly $Json
        }

        It 'stores an address and a file by their properties' {
            $task = Add-PgTask one -Data @{ address = [ipaddress]::Loopback; file = Get-Item $PSCommandPath }
            $task.Data.address.Address | Should -Be ([ipaddress]::Loopback.Address)
            $task.Data.file.FullName | Should -BeExactly $PSCommandPath
        }

        It 'refuses <Name>, also for Set-PgTask' -ForEach @(
            @{ Name = 'broken JSON'; Data = '{"a":' }
            @{ Name = 'a script block inside'; Data = @{ a = { 1 } } }
        ) {
            $task = Add-PgTask one
            { Add-PgTask two -Data $Data -ErrorAction Stop } | Should -Throw -ErrorId 'DataNotReadable,PgTasks.Commands.AddPgTaskCommand'
            { Set-PgTask $task.Id -Data $Data -ErrorAction Stop } | Should -Throw -ErrorId 'DataNotReadable,PgTasks.Commands.SetPgTaskCommand'
            Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task WHERE data IS NULL' | Should -Be 1
        }

        It 'keeps a text that is no JSON as a text' {
            (Add-PgTask one -Data 'just words').Data | Should -BeExactly 'just words'
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
