BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    $settings = Get-TestSetting $store
    Get-PgTaskSession | Disconnect-PgTask
}

AfterAll { Remove-TestStore $store }

Describe 'Test-PgTaskConnection' {
    AfterEach { Get-PgTaskSession | Disconnect-PgTask }

    It 'is true of a database that answers, and leaves no session and no connection' {
        Test-PgTaskConnection $store | Should -BeTrue
        Test-PgTaskConnection -HostName $settings['Host'] -Port $settings['Port'] -Database $settings['Database'] -UserName $settings['Username'] |
            Should -BeTrue
        Get-PgTaskSession | Should -BeNullOrEmpty
        Wait-TestCondition { -not (Get-TestActivity $store) }
    }

    It 'tells with -Detailed what was reached' {
        $test = Test-PgTaskConnection $store -Detailed
        $test | Should -BeOfType PgTasks.PgTaskConnectionTest
        $test.Succeeded | Should -BeTrue
        $test.Database | Should -Be $settings['Database']
        $test.UserName | Should -Be $settings['Username']
        $test.StoreVersion | Should -BeGreaterThan 0
        $test.IsReadOnly | Should -BeFalse
        $test.Elapsed | Should -BeGreaterThan ([timespan]::Zero)
        $test.Error | Should -BeNullOrEmpty
    }

    It 'takes a database without a store for one that answers' {
        $empty = New-TestStore -Empty
        try {
            (Test-PgTaskConnection $empty -Detailed).StoreVersion | Should -Be 0
        } finally {
            Remove-TestStore $empty
        }
    }

    It 'tells why not: <ErrorId>' -ForEach @(
        @{ ErrorId = 'HostNotFound'; Text = 'host=no-such-host.invalid' }
        @{ ErrorId = 'ConnectionRefused'; Text = 'host=127.0.0.1 port=1' }
    ) {
        Test-PgTaskConnection $Text | Should -BeFalse
        $test = Test-PgTaskConnection $Text -Detailed
        $test.Succeeded | Should -BeFalse
        $test.ErrorId | Should -Be $ErrorId
        $test.Error.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $test.HostName | Should -BeNullOrEmpty
        $Error.Clear()
        Test-PgTaskConnection $Text | Out-Null
        $Error | Should -HaveCount 0
    }

    It 'tests a session, by pipeline or by name, and says when it is closed' {
        $session = Connect-PgTask $store -Name tested
        $session | Test-PgTaskConnection | Should -BeTrue
        (Test-PgTaskConnection -Session TESTED -Detailed).Database | Should -Be $settings['Database']
        $session.State | Should -Be Open
        Disconnect-PgTask $session
        Test-PgTaskConnection -Session $session | Should -BeFalse
        (Test-PgTaskConnection -Session $session -Detailed).ErrorId | Should -Be SessionClosed
    }

    It 'starts no private server' {
        $directory = Join-Path ([System.IO.Path]::GetTempPath()) "pgtasks-none-$PID"
        (Test-PgTaskConnection -Local -DataDirectory $directory -Detailed).ErrorId | Should -Be ServerNotFound
        Test-Path $directory | Should -BeFalse
    }

    It 'is an error where the settings cannot be understood' {
        { Test-PgTaskConnection 'host=a prot=1' } |
            Should -Throw -ErrorId 'UnknownSetting,PgTasks.Commands.TestPgTaskConnectionCommand'
    }
}
