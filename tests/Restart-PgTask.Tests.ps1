BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
}

AfterAll { Remove-TestStore $store }

Describe 'Restart-PgTask' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task'
        $tasks = 'one', 'two' | Add-PgTask
        Invoke-TestSql $store "
            UPDATE pgtasks.task SET status = 'failed', attempts = 2, last_error = 'it broke', started_at = now(),
                not_before = now() + interval '1 hour'"
    }

    It 'puts tasks back to Pending without what work on them left behind' {
        $restarted = $tasks | Restart-PgTask -PassThru
        $restarted.Title | Should -BeExactly one, two
        foreach ($task in $restarted) {
            $task.Status | Should -Be Pending
            $task.Attempts | Should -Be 0
            $task.LastError, $task.NotBefore, $task.ClaimedBy, $task.StartedAt, $task.CompletedAt |
                Should -Be $null, $null, $null, $null, $null
        }
    }

    It 'is silent without -PassThru, and does nothing with -WhatIf' {
        Restart-PgTask $tasks[0].Id | Should -BeNullOrEmpty
        Restart-PgTask $tasks[1].Id -WhatIf
        (Get-PgTask).Status | Should -Be Pending, Failed
    }

    It 'has an error for each id that does not exist' {
        Restart-PgTask 999991, $tasks[0].Id -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be 'TaskNotFound,PgTasks.Commands.RestartPgTaskCommand'
        (Get-PgTask -Status Pending).Id | Should -Be $tasks[0].Id
    }

    It 'has what has failed for good claimed again, with all its attempts' {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task'
        $null = 'one', 'two' | Add-PgTask -MaxAttempts 2
        1..2 | ForEach-Object { Request-PgTask -Count 2 | Deny-PgTask -Reason 'it broke' -Delay 0s }
        Request-PgTask -Count 2 | Should -BeNullOrEmpty
        Get-PgTask | ForEach-Object { "$($_.Status) $($_.Attempts)" } | Should -Be 'Failed 2', 'Failed 2'
        Get-PgTask -Status Failed | Restart-PgTask
        $claims = Request-PgTask -Count 2
        $claims.Title | Should -BeExactly one, two
        $claims.Attempts | Should -Be 1, 1
        ($claims | Deny-PgTask -Reason 'again' -Delay 0s -PassThru).Status | Should -Be Pending, Pending
    }
}
