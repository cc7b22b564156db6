BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
}

AfterAll { Remove-TestStore $store }

Describe 'Start-PgTask and Suspend-PgTask' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task'
        $one, $two = 'one', 'two' | Add-PgTask
    }

    It 'say that somebody has begun, and puts aside' {
        $begun = $one, $two | Start-PgTask -PassThru
        $begun.Status | Should -Be Running, Running
        $begun[0].StartedAt | Should -BeGreaterOrEqual $one.CreatedAt
        $begun[0].ClaimedBy, $begun[0].LeaseUntil | Should -Be $null, $null
        $aside = Suspend-PgTask $one.Id -PassThru
        $aside.Status | Should -Be Pending
        $aside.StartedAt | Should -Be $begun[0].StartedAt
        (Start-PgTask $one.Id -PassThru).StartedAt | Should -Be $begun[0].StartedAt
        Complete-PgTask $one.Id
        (Get-PgTask $one.Id).Status | Should -Be Completed
    }

    It 'are silent without -PassThru, do nothing with -WhatIf, and nothing new where it is so already' {
        Start-PgTask $one.Id -WhatIf
        (Get-PgTask $one.Id).Status | Should -Be Pending
        Start-PgTask $one.Id | Should -BeNullOrEmpty
        Start-PgTask $one.Id | Should -BeNullOrEmpty
        Suspend-PgTask $one.Id, $two.Id | Should -BeNullOrEmpty
        (Get-PgTask).Status | Should -Be Pending, Pending
    }

    It '<_> refuses what is ended, and takes the others' -ForEach Start-PgTask, Suspend-PgTask {
        Complete-PgTask $one.Id
        $one.Id, $two.Id, 999991 | & $_ -ErrorVariable errors -ErrorAction SilentlyContinue
        $class = "PgTasks.Commands.$($_ -replace '-')Command"
        $errors.FullyQualifiedErrorId | Should -Be "TaskEnded,$class", "TaskNotFound,$class"
        $errors.TargetObject | Should -Be $one.Id, 999991
        (Get-PgTask $one.Id).Status | Should -Be Completed
    }

    It '<_> leaves a worker what it holds, for as long as its lease' -ForEach Start-PgTask, Suspend-PgTask {
        $claim = Request-PgTask -Id $one.Id
        & $_ $one.Id -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be "TaskClaimed,PgTasks.Commands.$($_ -replace '-')Command"
        (Get-PgTask $one.Id).ClaimedBy | Should -BeExactly $claim.ClaimedBy
        Invoke-TestSql $store "UPDATE pgtasks.worker SET lease_until = now() - interval '1 second'"
        (& $_ $one.Id -PassThru).ClaimedBy | Should -Be $null
    }
}
