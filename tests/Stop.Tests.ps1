# Ctrl+C in a PowerShell of its own, in the middle of a long pipeline. There is no such signal to send on Windows.
BeforeDiscovery { $noSignals = $IsWindows }

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
}

AfterAll { Remove-TestStore $store }

Describe 'Ctrl+C' -Skip:$noSignals {
    It 'says how many were stored: <Pipeline>' -ForEach @(
        @{
            Pipeline = '1..100000000 | Add-PgTask'
            Before = 'DELETE FROM pgtasks.task'
            Count = 'SELECT count(*) FROM pgtasks.task'
        }
        @{
            Pipeline = 'Get-PgTask | Complete-PgTask -PassThru'
            Before = "INSERT INTO pgtasks.task (title) SELECT 'one of many' FROM generate_series(1, 500000)"
            Count = "SELECT count(*) FROM pgtasks.task WHERE status = 'completed'"
        }
    ) {
        Invoke-TestSql $store $Before
        $program, [string[]] $arguments = Get-PowerShellCommand
        $start = [System.Diagnostics.ProcessStartInfo]::new($program)
        $start.RedirectStandardOutput = $start.RedirectStandardError = $start.RedirectStandardInput = $true
        $arguments + '-NoProfile', '-NonInteractive', '-Command', "
            `$ErrorActionPreference = 'Stop'
            Import-Module '$manifest'
            `$null = Connect-PgTask '$store'
            `$said = `$false
            $Pipeline | ForEach-Object { if (-not `$said) { `$said = `$true; 'first' } }" |
            ForEach-Object { $start.ArgumentList.Add($_) }
        $process = [System.Diagnostics.Process]::Start($start)
        try {
            $errors = $process.StandardError.ReadToEndAsync()
            $process.StandardOutput.ReadLine() | Should -BeExactly first
            kill -INT $process.Id
            $output = $process.StandardOutput.ReadToEnd() + $errors.Result
            $process.WaitForExit()
            $told = [regex]::Match($output, '\d[\d.,\u00A0\u202F]*(?=\s)').Value -replace '\D'
            [long] $told | Should -BeGreaterThan 0
            Invoke-TestSql $store $Count | Should -Be $told
        } finally {
            if (-not $process.HasExited) { $process.Kill() }
            $process.Dispose()
        }
    }
}
