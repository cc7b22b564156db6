BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    $runbooks = Join-Path $PSScriptRoot .. examples runbooks
}

AfterAll { Remove-TestStore $store }

Describe 'The runbooks among the examples' {
    BeforeEach { Invoke-TestSql $store 'TRUNCATE pgtasks.task, pgtasks.worker' }

    It 'work on each server once a night' {
        & "$runbooks/nightly.ps1" -ServerName a, b, a 6> $null | Sort-Object | Should -BeExactly 'Checked a', 'Checked b'
        (Get-PgTask -All).Serial | Sort-Object | Should -BeExactly a, b
    }

    It 'fan out and wait for the sum' {
        1..3 | ForEach-Object { Set-Content (Join-Path $TestDrive "$_.log") (1..$_) }
        $module = (Get-Module PgTasks).Path
        $session = Get-PgTaskSession
        $worker = "$runbooks/worker.ps1"
        $job = Start-ThreadJob {
            Import-Module $using:module
            Select-PgTaskSession $using:session
            & $using:worker -Until 1min 6> $null
        }
        try {
            $sum = Get-ChildItem $TestDrive -Filter *.log | & "$runbooks/fan-out.ps1" -Timeout 0:00:50
            "$($sum.Status)" | Should -Be Completed
            $sum.Result.lines | Should -Be 6
        }
        finally {
            $job | Remove-Job -Force
        }
    }

    It 'review what has failed' {
        'late', 'gone', 'odd' | ForEach-Object {
            $null = Add-PgTask $_
            Request-PgTask | Deny-PgTask -Reason "it was $_" -NoRetry
        }
        & "$runbooks/dead-letters.ps1" -Retry *late -GiveUp *gone -WhatIf > $null
        (Get-PgTask -Status Failed).Count | Should -Be 3
        $left = & "$runbooks/dead-letters.ps1" -Retry *late -GiveUp *gone
        $left.Title, $left.Reason | Should -BeExactly odd, 'it was odd'
        (Get-PgTask late).Status | Should -Be Pending
        $gone = Get-PgTask gone -All
        $gone.Status, $gone.NoteCount | Should -Be Cancelled, 1
    }

    It 'have a test of their own that passes on a server of its own' {
        Import-Module (Join-Path $PSScriptRoot .. build PowerShell.psm1)
        $pester = (Get-Module Pester).Path
        $test = Join-Path $runbooks Nightly.Tests.ps1
        $said = Invoke-PowerShell -Command "Import-Module '$pester'; (Invoke-Pester '$test' -PassThru -Output None).Result" 2>&1
        $said | Select-Object -Last 1 | Should -BeExactly Passed -Because "$said"
    }

    It 'name a unit and a manifest for the worker that is there' {
        Get-Content "$runbooks/pgtasks-worker.service" -Raw | Should -Match 'worker\.ps1'
        Get-Content "$runbooks/worker.kubernetes.yaml" -Raw | Should -Match 'worker\.ps1'
    }
}
