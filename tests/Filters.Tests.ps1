# What Get-PgTask and the other cmdlets that take filters find.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
}

AfterAll { Remove-TestStore $store }

Describe 'A filter' {
    BeforeAll {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task RESTART IDENTITY'
        $today = (Get-Date).Date
        $null = Add-PgTask 'Pay rent' -Project home -Tag Money, monthly -Due $today.AddDays(-1) -Priority Urgent
        $null = Add-PgTask 'Plant trees' -Project Home.Garden -Tag money -Due $today -AssignedTo Anna
        $null = Add-PgTask 'Call 100%_mum' -Due $today.AddDays(1).AddHours(9) -AssignedTo bob -Data @{ who = 'mum'; tries = 2 }
        $null = Add-PgTask 'homework' -Project homework -NotBefore $today.AddDays(2)
        $null = Add-PgTask 'Fails' -Priority High -AssignedTo (Get-PgTaskSession).UserName
        $null = Add-PgTask 'done' -Project home -Due $today.AddDays(-1)
        $null = Add-PgTask 'called off'
        $null = Set-PgTask 5 -Status Failed
        $null = Complete-PgTask 6
        $null = Set-PgTask 7 -Status Cancelled
    }

    It 'shows what is open: Get-PgTask <Line>' -ForEach @(
        @{ Line = ''; Ids = 1..5 }
        @{ Line = '-All'; Ids = 1..7 }
        @{ Line = '-Status Completed, Cancelled'; Ids = 6, 7 }
        @{ Line = '-Status Failed -All'; Ids = 5 }
        @{ Line = '6, 1'; Ids = 6, 1 }
        @{ Line = '"6"'; Ids = 6 }
        @{ Line = '"6", " 1 "'; Ids = 6, 1 }
        @{ Line = '*a*'; Ids = 1, 2, 3, 5 }
        @{ Line = '"pay rent"'; Ids = 1 }
        @{ Line = '-Title pay*, FAILS'; Ids = 1, 5 }
        @{ Line = "'*100%_*'"; Ids = 3 }
        @{ Line = '[pf]a??*'; Ids = 1, 5 }
        @{ Line = '*rent* -Project nowhere'; Ids = @() }
        @{ Line = '-Project HOME'; Ids = 1, 2 }
        @{ Line = '-Project home.garden, homework'; Ids = 2, 4 }
        @{ Line = '-Project home*'; Ids = 1, 2, 4 }
        @{ Line = '-NoProject'; Ids = 3, 5 }
        @{ Line = '-Tag MONEY'; Ids = 1, 2 }
        @{ Line = '-Tag monthly, money'; Ids = 1 }
        @{ Line = '-ExcludeTag Monthly'; Ids = 2, 3, 4, 5 }
        @{ Line = '-Tag money -ExcludeTag monthly'; Ids = 2 }
        @{ Line = '-Priority High, Urgent'; Ids = 1, 5 }
        @{ Line = '-AssignedTo anna, b*'; Ids = 2, 3 }
        @{ Line = '-Unassigned'; Ids = 1, 4 }
        @{ Line = '-Mine'; Ids = 5 }
        @{ Line = '-Overdue'; Ids = 1 }
        @{ Line = '-Overdue -All'; Ids = 1 }
        @{ Line = '-NoDue'; Ids = 4, 5 }
        @{ Line = '-DueBefore today'; Ids = 1 }
        @{ Line = '-DueBefore tomorrow'; Ids = 1, 2 }
        @{ Line = '-DueAfter today'; Ids = 2, 3 }
        @{ Line = '-DueAfter today -DueBefore tomorrow'; Ids = 2 }
        @{ Line = '-Waiting'; Ids = 4 }
        @{ Line = '-Ready'; Ids = 1, 2, 3 }
        @{ Line = '-CompletedAfter today'; Ids = 6 }
        @{ Line = '-CompletedAfter tomorrow'; Ids = @() }
        @{ Line = '-CreatedAfter today -UpdatedAfter yesterday'; Ids = 1..5 }
        @{ Line = '-CreatedBefore today'; Ids = @() }
        @{ Line = '-Data @{ who = "mum" }'; Ids = 3 }
        @{ Line = '-Data @{ who = "mum"; tries = 3 }'; Ids = @() }
        @{ Line = "-Data '{`"tries`": 2}'"; Ids = 3 }
        @{ Line = '-Overdue:$false -Mine:$false -Ready:$false'; Ids = 1..5 }
        @{ Line = '1, 2, 6 -Project home -Status Pending'; Ids = 1, 2 }
    ) {
        $tasks = Invoke-Expression "Get-PgTask $Line -ErrorVariable errors"
        $tasks.Id | Should -Be $Ids
        $errors | Should -BeNullOrEmpty
        Invoke-PgTaskTransaction { (Invoke-Expression "Get-PgTask $Line").Id } | Should -Be $Ids
    }

    It 'matches titles as -like does' {
        Invoke-TestSql $store 'CREATE TABLE kept AS TABLE pgtasks.task; DELETE FROM pgtasks.task'
        try {
            $titles = 'a', 'A', 'ab', 'b-', 'a]b', '[a]', 'x*y', 'x?y', '`', '^a$', 'a.b', 'a\b', '(a|b)', "a`nb", '{2}', 'ä', 'a+'
            $null = $titles | Add-PgTask
            $patterns = '*', 'a*', '?', '[ab]*', '[a-c]?', '[-a]*', '[a-]*', '*[]]*', '*`[*', '*`**', 'x`?y', '`^*', '*$', '*.*',
                '*\*', '(*)', '*b', '`{2`}', 'Ä', '*+', '[!a]*', '[^a]*', '*``*', '[`]a]*'
            foreach ($pattern in $patterns) {
                (Get-PgTask -Title $pattern -ErrorAction Ignore).Title |
                    Should -BeExactly $titles.Where{ $_ -like $pattern } -Because "of $pattern"
            }
        }
        finally { Invoke-TestSql $store 'DELETE FROM pgtasks.task; INSERT INTO pgtasks.task SELECT * FROM kept; DROP TABLE kept' }
    }

    It 'says of a title that nothing has what Get-Process says of a process, and of a pattern nothing' {
        $tasks = Get-PgTask 'pay rent', rent, no* -ErrorVariable errors -ErrorAction SilentlyContinue
        $tasks.Id | Should -Be 1
        $errors.FullyQualifiedErrorId | Should -Be 'TaskNotFound,PgTasks.Commands.GetPgTaskCommand'
        $errors.TargetObject | Should -Be rent
    }

    It 'refuses what cannot be meant: <Line>' -ForEach @(
        @{ Line = 'Get-PgTask -Title "[a"'; Id = 'InvalidPattern' }
        @{ Line = 'Get-PgTask 1, 2 -SortBy Title'; Id = 'OrderOfIds' }
        @{ Line = 'Get-PgTask 1 -IncludeTotalCount'; Id = 'OrderOfIds' }
        @{ Line = "Get-PgTask -Data '{bad'"; Id = 'DataNotReadable' }
        @{ Line = 'Get-PgTask -DueBefore 3'; Id = 'ParameterArgumentTransformationError' }
        @{ Line = 'Get-PgTask -Project ""'; Id = 'ParameterArgumentValidationError' }
        @{ Line = 'Get-PgTask -Title rent -Id 3'; Id = 'AmbiguousParameterSet' }
        @{ Line = 'Get-PgTask | Export-PgTask "$TestDrive/piped.csv" -Status Pending'; Id = 'FilterOfInput' }
    ) {
        { Invoke-Expression $Line } | Should -Throw -ErrorId "$Id,*"
        Join-Path $TestDrive piped.csv | Should -Not -Exist
    }

    It 'orders by <By>' -ForEach @(
        @{ By = 'Id'; Up = 1..5; Down = 5..1 }
        @{ By = 'Due'; Up = 1, 2, 3, 4, 5; Down = 3, 2, 1, 4, 5 }
        @{ By = 'Priority'; Up = 2, 3, 4, 5, 1; Down = 1, 5, 2, 3, 4 }
        @{ By = 'Title'; Up = 3, 5, 4, 1, 2; Down = 2, 1, 4, 5, 3 }
        @{ By = 'Created'; Up = 1..5; Down = 5..1 }
        @{ By = 'Updated'; Up = 1..5; Down = 5..1 }
        @{ By = 'Urgency'; Up = 4, 5, 3, 2, 1; Down = 1, 2, 3, 5, 4 }
    ) {
        (Get-PgTask -SortBy $By).Id | Should -Be $Up
        (Get-PgTask -SortBy $By -Descending).Id | Should -Be $Down
    }

    It 'gives a page of what it finds, and how much there is' {
        (Get-PgTask -First 2).Id | Should -Be 1, 2
        (Get-PgTask -Skip 3 -First 9).Id | Should -Be 4, 5
        Get-PgTask -First 0 | Should -BeNullOrEmpty
        Get-PgTask -Skip 9 | Should -BeNullOrEmpty
        $found = Get-PgTask -Project home -First 1 -IncludeTotalCount
        $found[0] | Should -Be 2
        $found[1].Id | Should -Be 1
        (Get-PgTask 5, 4, 3 -Skip 1 -First 1).Id | Should -Be 4
    }

    It 'divides all tasks that have a date by any moment' {
        foreach ($moment in 'yesterday', 'today', 'now', 'tomorrow 09:00', 'tomorrow 08:59', 'eom') {
            $before = @(Get-PgTask -All -DueBefore $moment).Id
            $after = @(Get-PgTask -All -DueAfter $moment).Id
            @($before + $after | Where-Object { $_ } | Sort-Object) | Should -Be 1, 2, 3, 6
        }
    }

    It 'narrows what is exported, which is all otherwise: <Format>' -ForEach @{ Format = 'csv' }, @{ Format = 'json' } {
        $file = Join-Path $TestDrive "tasks.$Format"
        $read = { $Format -eq 'csv' ? (Import-Csv $file) : (Get-Content $file -Raw | ConvertFrom-Json) }
        Export-PgTask $file -Project home -Force
        (& $read).Title | Should -BeExactly 'Pay rent', 'Plant trees', 'done'
        Export-PgTask $file -Status Failed -Force
        (& $read).Title | Should -BeExactly Fails
        Export-PgTask $file -Force
        @(& $read).Count | Should -Be 7
    }
}
