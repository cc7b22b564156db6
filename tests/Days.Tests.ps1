# A task that is due on a day: the same day wherever its reader is.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    $own = $env:TZ
    $rendering = $PSStyle.OutputRendering
    $PSStyle.OutputRendering = 'PlainText'

    # Hours west and hours east of UTC (where the system reads TZ).
    $west = 'Pacific/Honolulu'
    $east = 'Pacific/Kiritimati'

    function Set-Zone([string] $Name) {
        $env:TZ = $Name
        [TimeZoneInfo]::ClearCachedData()
        [TimeZoneInfo]::Local.BaseUtcOffset.Hours | Should -Be ($Name -eq $west ? -10 : 14)
    }

    function Set-TestFile($Name, $Content) {
        $path = Join-Path $TestDrive $Name
        Set-Content $path $Content
        $path
    }

    function Get-DueCell { (Get-PgTask | Format-Table | Out-String -Width 100) -split '\r?\n' -match 'Normal' -replace '.*Normal +(.*?) +#?one.*', '$1' }
}

AfterAll {
    $env:TZ = $own
    [TimeZoneInfo]::ClearCachedData()
    $PSStyle.OutputRendering = $rendering
    Remove-TestStore $store
}

Describe 'A task that is due on a day' {
    BeforeEach { Invoke-TestSql $store 'TRUNCATE pgtasks.task' }

    It 'is due on that day west and east of where it was said by <Door>' -ForEach @(
        @{ Door = 'text'; Add = { Add-PgTask one -Due 2031-12-01 } }
        @{ Door = 'a DateTime'; Add = { Add-PgTask one -Due ([datetime]'2031-12-01') } }
        @{ Door = 'a local midnight'; Add = { Add-PgTask one -Due (Get-Date '2031-12-01T10:00').Date } }
        @{ Door = 'a DateOnly'; Add = { Add-PgTask one -Due ([DateOnly]::new(2031, 12, 1)) } }
        @{ Door = 'a script block'; Add = { 'one' | Add-PgTask -Title { $_ } -Due { '2031-12-01' } } }
        @{ Door = 'an object'; Add = { [pscustomobject]@{ Title = 'one'; Due = '2031-12-01' } | Add-PgTask } }
        @{ Door = 'an object with a midnight'; Add = { [pscustomobject]@{ Title = 'one'; Due = [datetime]'2031-12-01' } | Add-PgTask } }
        @{ Door = 'Set-PgTask'; Add = { Add-PgTask one -Due '2030-01-01 10:00' | Set-PgTask -Due 2031-12-01 } }
        @{ Door = 'a script block of Set-PgTask'; Add = { Add-PgTask one -Due 2031-11-30 | Set-PgTask -Due { $_.Due.AddDays(1) } } }
        @{ Door = 'CSV'; Add = { Import-PgTask (Set-TestFile day.csv "Title,Due`none,2031-12-01") } }
        @{ Door = 'JSON'; Add = { Import-PgTask (Set-TestFile day.json '[{"Title": "one", "Due": "2031-12-01"}]') } }
        @{ Door = 'ConvertTo-Json'; Add = {
                $json = Add-PgTask one -Due 2031-12-01 | ConvertTo-Json
                Invoke-TestSql $store 'TRUNCATE pgtasks.task'
                Set-Zone $east
                Import-PgTask (Set-TestFile day.json $json) -IgnoreUnknown
            }
        }
        @{ Door = 'a copy'; Add = {
                $task = Add-PgTask one -Due 2031-12-01
                Invoke-TestSql $store 'TRUNCATE pgtasks.task'
                $task | Add-PgTask
            }
        }
        @{ Door = 'an export'; Add = {
                $null = Add-PgTask one -Due 2031-12-01
                Get-PgTask | Export-PgTask (Join-Path $TestDrive day.jsonl) -Force
                Export-PgTask (Join-Path $TestDrive day.csv) -Force
                (Get-Content (Join-Path $TestDrive day.csv) | ConvertFrom-Csv).Due | Should -BeExactly 2031-12-01
                (Get-Content (Join-Path $TestDrive day.jsonl) | ConvertFrom-Json -DateKind String).Due | Should -BeExactly 2031-12-01
                Invoke-TestSql $store 'TRUNCATE pgtasks.task'
                Set-Zone $east
                Import-PgTask (Join-Path $TestDrive day.csv)
            }
        }
    ) {
        foreach ($said in $west, $east) {
            Invoke-TestSql $store 'TRUNCATE pgtasks.task'
            Set-Zone $said
            $null = & $Add
            foreach ($read in $west, $east) {
                Set-Zone $read
                $task = Get-PgTask
                $task.AllDay | Should -BeTrue
                $task.Due | Should -Be ([datetime]'2031-12-01')
                $task.Due.Kind | Should -Be Local
                Get-DueCell | Should -BeExactly 2031-12-01
                ($task | Format-List | Out-String) | Should -Match '(?m)^Due +: 2031-12-01$'
            }
        }
    }

    It 'is no time, and a time is no day' {
        Set-Zone $west
        $null = Add-PgTask one -Due '2031-12-01 20:00'
        Get-DueCell | Should -BeExactly '2031-12-01 20:00'
        Set-Zone $east
        Get-DueCell | Should -BeExactly '2031-12-02 20:00'
        (Get-PgTask).AllDay | Should -BeFalse
    }

    It 'is a midnight only where that is said' {
        Set-Zone $west
        $midnight = Add-PgTask one -Due '2031-12-01 00:00'
        $midnight.AllDay | Should -BeFalse
        ($midnight | Add-PgTask).AllDay | Should -BeFalse
        ($midnight | Select-Object * | Add-PgTask).AllDay | Should -BeFalse
        ([pscustomobject]@{ Title = 'x'; Due = '2031-12-01'; AllDay = 'False' } | Add-PgTask).AllDay | Should -BeFalse
        ([pscustomobject]@{ Title = 'x'; Due = '2031-12-01 17:00'; AllDay = $true } | Add-PgTask).Due | Should -Be ([datetime]'2031-12-01')
        $null = Import-PgTask (Set-TestFile midnight.csv "Title,AllDay,Due`nmidnight,false,2031-12-01`nday,1,2031-12-01T10:00+14:00`nnone,,")
        $tasks = Get-PgTask | Select-Object -Last 3
        $tasks.AllDay | Should -Be $false, $true, $false
        $tasks.Due | Should -Be ([datetime]'2031-12-01'), ([datetime]'2031-12-01'), $null
    }

    It 'becomes a time, another day or none' {
        Set-Zone $east
        $task = Add-PgTask one -Due 2031-12-01
        $task = $task | Set-PgTask -Due '2031-12-02 10:00' -PassThru
        $task.AllDay, $task.Due | Should -Be $false, ([datetime]'2031-12-02 10:00')
        $task = $task | Set-PgTask -Due 2031-12-03 -PassThru
        $task.AllDay, $task.Due | Should -Be $true, ([datetime]'2031-12-03')
        $task = $task | Set-PgTask -Due $null -PassThru
        $task.AllDay, $task.Due | Should -Be $false, $null
    }

    It 'keeps other times times' {
        Set-Zone $east
        $task = Add-PgTask one -NotBefore 2031-12-01
        Set-Zone $west
        (Get-PgTask).NotBefore | Should -Be $task.NotBefore.AddHours(-24)
    }

    It 'refuses an AllDay that is neither yes nor no' {
        [pscustomobject]@{ Title = 'x'; Due = '2031-12-01'; AllDay = 'perhaps' } |
            Add-PgTask -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -Be 'PropertyNotConvertible,PgTasks.Commands.AddPgTaskCommand'
        Import-PgTask (Set-TestFile perhaps.json '[{"Title": "x", "AllDay": "perhaps"}]') -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors[0].FullyQualifiedErrorId | Should -Be 'InvalidRow,PgTasks.Commands.ImportPgTaskCommand'
        $errors[0].TargetObject.Column | Should -Be AllDay
    }

    It 'is kept by the database, too' {
        $task = Add-PgTask one -Due 2031-12-01
        { Invoke-PgTaskQuery "UPDATE pgtasks.task SET due = due + interval '1 hour'" -ErrorAction Stop } |
            Should -Throw -ErrorId 'CheckViolation,*'
        Invoke-PgTaskQuery 'UPDATE pgtasks.task SET due = NULL'
        (Get-PgTask $task.Id).AllDay | Should -BeFalse
    }

    It 'is shown in words, and its time where it has one' {
        Set-Zone $west
        $null = Add-PgTask one -Due today
        $null = Add-PgTask one -Due tomorrow
        $null = Add-PgTask one -Due 'tomorrow 17:05'
        $before = [datetime]::Today
        $cells = Get-DueCell
        if ([datetime]::Today -eq $before) {
            $cells | Should -BeExactly today, tomorrow, 'tomorrow 17:05'
        }
    }

    It 'is overdue once that day is over where the reader is' {
        # West it is still the day that in the east is over.
        Set-Zone $west
        $null = Add-PgTask one -Due ([datetime]::Today)
        $PSStyle.OutputRendering = 'Ansi'
        try {
            $red = [regex]::Escape($PSStyle.Foreground.Red)
            $here = Get-PgTask | Format-Table | Out-String
            Set-Zone $east
            $there = Get-PgTask | Format-Table | Out-String
        } finally {
            $PSStyle.OutputRendering = 'PlainText'
        }

        $here | Should -Not -Match $red
        $there | Should -Match $red
    }
}
