# Get-PgTask -Search: the words of title, tags, description and notes.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
}

AfterAll { Remove-TestStore $store }

Describe 'A search' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task RESTART IDENTITY'
        $null = 'Pay rent', 'Call mum about the rent', 'Fix roof' | Add-PgTask
        $null = Add-PgTask 'Plant trees' 'The landlord is renting a digger' -Tag outdoor, 'O''Neil' -Project home
        $null = Add-PgTask 'Done with rent'
        Complete-PgTask 5
        Invoke-TestSql $store "INSERT INTO pgtasks.note (task_id, text) VALUES (3, 'ask the landlord for a ladder')"
    }

    It 'finds <Words>' -ForEach @(
        @{ Words = 'rent'; Ids = 1, 2 }
        @{ Words = 'RENT pay'; Ids = 1 }
        @{ Words = 'rent -mum'; Ids = 1 }
        @{ Words = '"about the rent"'; Ids = 2 }
        @{ Words = 'roof or digger'; Ids = 3, 4 }
        @{ Words = 'outdoor'; Ids = 4 }
        @{ Words = 'ladder'; Ids = 3 }
        @{ Words = "o'neil"; Ids = 4 }
        @{ Words = '"unbalanced rent'; Ids = @() }
        @{ Words = '!&|():*'; Ids = @() }
        @{ Words = 'nowhere'; Ids = @() }
    ) {
        (Get-PgTask -Search $Words).Id | Sort-Object | Should -Be $Ids
        (Invoke-PgTaskTransaction { Get-PgTask -Search $Words }).Id | Sort-Object | Should -Be $Ids
    }

    It 'has what fits best first: the title, then tags, description, notes' {
        $null = Add-PgTask 'landlord'
        $null = Add-PgTask 'x' -Tag landlord
        $found = Get-PgTask -Search landlord
        $found.Id | Should -Be 6, 7, 4, 3
        $found | Should -BeOfType PgTasks.PgTaskMatch
        $found[0].Rank | Should -BeGreaterThan $found[1].Rank
        $found[2].Headline | Should -Match '«landlord»'
        $found[3].Headline | Should -Match '«landlord»'
        (Get-PgTask -Search landlord -SortBy Id).Id | Should -Be 3, 4, 6, 7
        (Get-PgTask -Search landlord -First 1 -Skip 1).Id | Should -Be 7
    }

    It 'goes together with the other filters' {
        (Get-PgTask -Search rent -All).Id | Sort-Object | Should -Be 1, 2, 5
        (Get-PgTask -Search landlord -Project home).Id | Should -Be 4
        (Get-PgTask 1, 3, 5 -Search rent).Id | Should -Be 1, 5
        (Get-PgTask -Search rent -First 1 -IncludeTotalCount)[0] | Should -Be 2
        $file = Join-Path $TestDrive found.csv
        Export-PgTask $file -Search rent
        (Import-Csv $file).Id | Should -Be 1, 2, 5
    }

    It 'knows the forms of words of a language' {
        (Get-PgTask -Search rents).Id | Should -BeNullOrEmpty
        (Get-PgTask -Search rents -Language english).Id | Sort-Object | Should -Be 1, 2, 4
        { Get-PgTask -Search x -Language klingon } | Should -Throw -ErrorId 'UnknownLanguage,PgTasks.Commands.GetPgTaskCommand'
        { Get-PgTask -Search x -Language "'; DROP TABLE x" } | Should -Throw -ErrorId 'InvalidName,*'
    }

    It 'knows at once what has changed' {
        (Get-PgTask -Search rent).Id | Should -Be 1, 2
        $null = Get-PgTask -Search rent -Language english
        Set-PgTask 1 -Title 'Pay the electrician'
        Set-PgTask 3 -Description 'before the rent is due'
        Remove-PgTask 2
        $new = Add-PgTask 'rent a car'
        Invoke-TestSql $store "INSERT INTO pgtasks.note (task_id, text) VALUES (4, 'rent paid')"
        foreach ($language in 'simple', 'english') {
            (Get-PgTask -Search rent -Language $language).Id | Sort-Object | Should -Be 3, 4, $new.Id
        }
        Invoke-TestSql $store 'DELETE FROM pgtasks.note'
        (Get-PgTask -Search paid).Id | Should -BeNullOrEmpty
        Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.task_text WHERE id = 2' | Should -Be 0
    }

    It 'sees in a transaction what that has changed, and nobody else does' {
        $null = Get-PgTask -Search rent
        try {
            Invoke-PgTaskTransaction {
                $null = Add-PgTask 'rent a boat'
                Set-PgTask 1 -Title 'Pay nobody'
                (Get-PgTask -Search rent).Id | Should -Be 2, 6
                (Get-PgTask -Search nobody).Id | Should -Be 1
                throw 'back'
            }
        }
        catch { "$_" | Should -Be back }
        (Get-PgTask -Search rent).Id | Should -Be 1, 2
        Get-PgTask -Search nobody | Should -BeNullOrEmpty
    }

    It 'answers rightly where it may not write' {
        $null = Connect-PgTask $store -ReadOnly -Name reading
        try { (Get-PgTask -Search rent -Session reading).Id | Should -Be 1, 2 }
        finally { Disconnect-PgTask reading -WarningAction Ignore }
    }

    It 'says by Verbose how many tasks it has read for that' {
        Get-PgTask -Search rent -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } |
            Should -Not -BeNullOrEmpty
        Get-PgTask -Search rent -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } |
            Should -BeNullOrEmpty
    }
}
