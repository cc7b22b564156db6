BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
}

AfterAll { Remove-TestStore $store }

Describe 'Get-PgTaskWorker' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task, pgtasks.worker'
        $tasks = 1..5 | Add-PgTask -Title { "task $_" }
    }

    It 'shows nobody where nobody has claimed anything' {
        $tasks[0] | Start-PgTask
        Get-PgTaskWorker | Should -BeNullOrEmpty
    }

    It 'shows who holds what, since when and until when' {
        $first = Request-PgTask -Count 2 -Lease 10min
        $second = Request-PgTask
        $workers = Get-PgTaskWorker
        $workers | Should -BeOfType PgTasks.PgTaskWorker
        $workers.TaskCount | Should -Be 2, 1
        $workers[0].TaskId | Should -Be $first.Id
        $workers[1].TaskId | Should -Be $second.Id
        $workers.IsAlive | Should -Be $true, $true
        $workers.Waiting + $workers.Stays | Should -Be $false, $false, $false, $false
        $workers[0].Holder | Should -BeExactly $first[0].ClaimedBy
        $workers[0].LeaseUntil | Should -Be $first[0].LeaseUntil
        $workers[0].LeaseUntil.Kind | Should -Be Local
        ((Get-Date) - $workers[0].StartedAt).Duration().TotalMinutes | Should -BeLessThan 1
        ($workers[0].LeaseUntil - $workers[0].StartedAt).TotalMinutes | Should -Be 10
    }

    It 'shows a lease that is over, by the server''s clock, and leads to its tasks' {
        $claims = Request-PgTask -Count 2
        Invoke-TestSql $store "UPDATE pgtasks.worker SET lease_until = now() - interval '1 second'"
        $dead = Get-PgTaskWorker | Where-Object -Not IsAlive
        $dead.TaskId | Should -Be $claims.Id
        ($dead.TaskId | Unlock-PgTask -PassThru).Status | Should -Be Pending, Pending
        (Get-PgTaskWorker).TaskCount | Should -Be 0
    }

    It 'shows tasks whose worker the store does not know' {
        $claim = Request-PgTask
        Invoke-TestSql $store 'DELETE FROM pgtasks.worker'
        $worker = Get-PgTaskWorker
        $worker.Holder, $worker.LeaseUntil, $worker.StartedAt, $worker.IsAlive | Should -Be $null, $null, $null, $false
        $worker.TaskId | Should -Be $claim.Id
    }

    It 'shows one that waits' {
        $null = Request-PgTask -Count 5
        $runspace = New-TestRunspace $store waiting
        $shell = [powershell]::Create($runspace).AddScript('Request-PgTask -Wait')
        try {
            $running = $shell.BeginInvoke()
            Wait-TestCondition { (Get-PgTaskWorker).Waiting -contains $true }
            $worker = Get-PgTaskWorker | Where-Object Waiting
            $worker.IsAlive, $worker.TaskCount | Should -Be $true, 0
        } finally {
            $shell.Stop()
            $shell.Dispose()
            $runspace.Dispose()
        }
    }

    It 'finds by number and by holder' {
        $null = Request-PgTask
        $null = Request-PgTask
        $all = Get-PgTaskWorker
        (Get-PgTaskWorker $all[1].Id).Id | Should -Be $all[1].Id
        ($all.Id | Get-PgTaskWorker).Id | Should -Be $all.Id
        (Get-PgTaskWorker -Holder '*:*').Id | Should -Be $all.Id
        Get-PgTaskWorker -Holder nobody* | Should -BeNullOrEmpty
        Get-PgTaskWorker 987654321 | Should -BeNullOrEmpty
        { Get-PgTaskWorker -Holder 'a[' } | Should -Throw -ErrorId 'InvalidPattern,PgTasks.Commands.GetPgTaskWorkerCommand'
    }

    It 'sees what the open transaction sees' {
        Invoke-PgTaskTransaction {
            $null = Request-PgTask
            (Get-PgTaskWorker).TaskCount | Should -Be 1
        }
    }

    It 'has a table of its own in 80 columns that sends nothing to the terminal' {
        $null = Request-PgTask
        Invoke-TestSql $store "UPDATE pgtasks.worker SET holder = 'a' || chr(7) || 'b'"
        $text = Get-PgTaskWorker | Out-String -Width 80
        $text | Should -Match 'Id +Tasks +StartedAt +LeaseUntil +Holder'
        $text.Contains([char] 7) | Should -BeFalse
    }
}
