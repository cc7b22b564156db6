# How a runbook is tested: on a PostgreSQL of its own, which ends with the test. Invoke-Pester ./Nightly.Tests.ps1
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot .. .. PgTasks.psd1)
    $runbook = Join-Path $PSScriptRoot nightly.ps1
    $session = Start-PgTaskServer -Ephemeral | Connect-PgTask
    Initialize-PgTaskStore
}

AfterAll {
    $session | Disconnect-PgTask
}

Describe 'nightly.ps1' {
    BeforeEach { Get-PgTask -All | Remove-PgTask -Force }

    It 'works on each server once a night, however often it is run' {
        & $runbook -ServerName web1, web2 6> $null | Sort-Object | Should -BeExactly 'Checked web1', 'Checked web2'
        & $runbook -ServerName web1, web2, db1 -Work { "Again $($args[0].Data.server)" } 6> $null |
            Sort-Object | Should -BeExactly 'Again db1'
        (Get-PgTask -All).Count | Should -Be 3
    }

    It 'adds nothing for a server whose task is still open, and tries what fails again' {
        & $runbook -ServerName web1 -Work { throw 'no answer' } -ErrorAction SilentlyContinue 2> $null 6> $null
        & $runbook -ServerName web1 -Work { throw 'no answer' } -ErrorAction SilentlyContinue 2> $null 6> $null
        $task = Get-PgTask -All
        $task | Should -HaveCount 1
        $task.Attempts | Should -Be 1
        $task.LastError | Should -Match 'no answer'
    }
}
