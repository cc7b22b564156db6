BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    $manifest = Join-Path $PSScriptRoot .. PgTasks.psd1
}

AfterAll { Remove-TestStore $store }

Describe 'A pool of two and sixteen runspaces' {
    It 'lets the others wait, and shows it' {
        $session = Connect-PgTask $store -MinPoolSize 2 -MaxPoolSize 2 -ConnectTimeout 60
        $before = $session.Pool
        $before.Size, $before.Idle, $before.Busy, $before.Waiting | Should -Be 2, 2, 0, 0
        $jobs = 1..16 | ForEach-Object -ThrottleLimit 16 -AsJob -Parallel {
            Import-Module $using:manifest
            Invoke-PgTaskQuery 'SELECT pg_sleep(0.3)' -NonQuery -Session $using:session | Out-Null
        }
        Wait-TestCondition { $session.Pool.Waiting -gt 0 }
        $session.Pool.Busy | Should -Be 2
        $jobs | Receive-Job -Wait -AutoRemoveJob -ErrorVariable errors
        $errors | Should -HaveCount 0
        $after = $session.Pool
        $after.Requests - $before.Requests | Should -Be 16
        $after.Opened, $after.TimeOuts, $after.Waiting, $after.Lost | Should -Be 2, 0, 0, 0
        $after.MeanOpenTime | Should -BeGreaterThan ([timespan]::Zero)
        $session | Disconnect-PgTask
        $session.Pool | Should -BeNullOrEmpty
    }

    It 'stays at its minimum while one command follows the other' {
        $session = Connect-PgTask $store -MinPoolSize 2 -MaxPoolSize 10
        1..200 | ForEach-Object { $null = Invoke-PgTaskQuery 'SELECT 1' -Session $session }
        $session.Pool.Opened, $session.Pool.Size | Should -Be 2, 2
        $session | Disconnect-PgTask
    }

    It 'ends the wait with PoolExhausted, and the session goes on' {
        $session = Connect-PgTask $store -MaxPoolSize 1 -ConnectTimeout 1
        $null = Start-PgTaskTransaction -Session $session
        $caught = 1 | ForEach-Object -Parallel {
            Import-Module $using:manifest
            try { Get-PgTask -Session $using:session } catch { $_ }
        }
        $caught[0].FullyQualifiedErrorId | Should -BeLike 'PoolExhausted,*'
        $caught[0].CategoryInfo.Category | Should -Be ResourceUnavailable
        $session.Pool.TimeOuts | Should -Be 1
        Undo-PgTaskTransaction -Session $session
        (Add-PgTask 'goes on' -Session $session).Title | Should -BeExactly 'goes on'
        $session | Disconnect-PgTask
    }

    It 'counts a connection that the server cut' {
        $session = Connect-PgTask $store -ApplicationName cut
        $null = Start-PgTaskTransaction -Session $session
        $null = Add-PgTask one -Session $session
        $null = Invoke-TestSql $store "
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cut'"
        { Add-PgTask two -Session $session } | Should -Throw -ErrorId 'TransactionLost,*'
        Undo-PgTaskTransaction -Session $session
        $session.Pool.Lost | Should -Be 1
        $session.Pool.Busy | Should -Be 0
        $session | Disconnect-PgTask
    }
}
