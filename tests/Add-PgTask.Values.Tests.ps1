BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
}

AfterAll { Remove-TestStore $store }

Describe 'Add-PgTask' {
    BeforeEach { Invoke-TestSql $store 'TRUNCATE pgtasks.task' }

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
}
