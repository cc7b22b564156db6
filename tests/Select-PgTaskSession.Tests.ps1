BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    Get-PgTaskSession | Disconnect-PgTask
    $class = 'PgTasks.Commands.SelectPgTaskSessionCommand'
}

AfterAll { Remove-TestStore $store }

Describe 'Select-PgTaskSession' {
    BeforeEach { $one, $two, $three = 'one', 'two', 'three' | ForEach-Object { Connect-PgTask $store -Name $_ } }
    AfterEach { Get-PgTaskSession | Disconnect-PgTask }

    It 'makes a session the current one, by <Way>, silently' -ForEach @(
        @{ Way = 'object'; Select = { Select-PgTaskSession $one } }
        @{ Way = 'name'; Select = { Select-PgTaskSession ONE } }
        @{ Way = 'pipeline'; Select = { Get-PgTaskSession one | Select-PgTaskSession } }
    ) {
        . $Select | Should -BeNullOrEmpty
        (Get-PgTaskSession).Name | Should -BeExactly two, three, one
        (Get-PgTaskSession | Where-Object IsCurrent).Name | Should -BeExactly one
        $null = Start-PgTaskTransaction
        (Get-PgTaskTransaction).Session | Should -Be $one
    }

    It 'emits it with -PassThru' {
        Select-PgTaskSession two -PassThru | Should -Be $two
    }

    It 'refuses a closed session' {
        $two | Disconnect-PgTask
        { Select-PgTaskSession $two } | Should -Throw -ErrorId "SessionClosed,$class"
        (Get-PgTaskSession | Where-Object IsCurrent).Name | Should -BeExactly three
    }

    It 'takes a session of another runspace, which that one closes' {
        $ids = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:manifest
            Select-PgTaskSession $using:one
            (Add-PgTask "by $_").Id
            (Get-PgTaskSession).IsCurrent
        }
        $ids.Where{ $_ -is [long] }.Count | Should -Be 4
        $ids.Where{ $_ -is [bool] } | Should -Not -Contain $false
        $one.State | Should -Be Open
    }

    It 'is completed by Tab, with quotes doubled' {
        $null = Connect-PgTask $store -Name "o'neil"
        $null = Connect-PgTask $store -Name 'a$b'
        foreach ($line in 'Select-PgTaskSession o', "Select-PgTaskSession 'o''n", 'Select-PgTaskSession a') {
            $text = (TabExpansion2 $line $line.Length).CompletionMatches[-1].CompletionText
            ([scriptblock]::Create("Select-PgTaskSession $text -PassThru").Invoke()).Name |
                Should -BeIn "o'neil", 'a$b'
        }
    }
}

Describe 'The current session' {
    AfterEach { Get-PgTaskSession | Disconnect-PgTask }

    It 'is told when another one becomes it' {
        $one, $two, $three = 'one', 'two', 'three' | ForEach-Object { Connect-PgTask $store -Name $_ }
        Disconnect-PgTask two -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
        Disconnect-PgTask -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings.Count | Should -Be 1
        (Get-PgTaskSession | Where-Object IsCurrent).Name | Should -BeExactly one
        Disconnect-PgTask -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
    }

    It 'is marked in the table' {
        $null = 'one', 'two' | ForEach-Object { Connect-PgTask $store -Name $_ }
        $lines = (Get-PgTaskSession | Out-String -Width 200) -replace '\x1b\[[\d;]*m' -split '\r?\n'
        $lines -match '\bone\b' | Should -Not -Match '^\s*\*'
        $lines -match '\btwo\b' | Should -Match '^\s*\*'
    }

    It 'does not travel to another process' {
        $session = Connect-PgTask $store
        $copy = [System.Management.Automation.PSSerializer]::Deserialize(
            [System.Management.Automation.PSSerializer]::Serialize($session))
        $thrown = { Get-PgTask -Session $copy } | Should -Throw -PassThru `
            -ErrorId 'ParameterArgumentTransformationError,PgTasks.Commands.GetPgTaskCommand'
        $cause = $thrown.Exception
        while ($cause.InnerException) { $cause = $cause.InnerException }
        $cause.ErrorId | Should -BeExactly SessionNotPortable
    }
}
