BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    # Not TestDrive: where root calls, others may not write above.
    $directory = Join-Path ([System.IO.Path]::GetTempPath()) "pester-server-$PID"
}

AfterAll { Get-PgTaskServer $directory -ErrorAction Ignore | Remove-PgTaskServer -Force }

Describe 'Remove-PgTaskServer' {
    BeforeEach { $server = Start-PgTaskServer $directory }

    It 'stops the server, removes its data and forgets it' {
        $session = Connect-PgTask -Server $server
        $process = Get-Process -Id $server.ProcessId
        $server | Remove-PgTaskServer -Force | Should -BeNullOrEmpty
        $process.WaitForExit(10000) | Should -BeTrue
        Test-Path $directory | Should -BeFalse
        (Get-PgTaskServer).DataDirectory | Should -Not -Contain $directory
        $session.State | Should -Be Closed
    }

    It 'leaves what is not the server''s' {
        $own = New-Item (Join-Path $directory notes.txt) -Value mine
        Remove-PgTaskServer $directory -Confirm:$false
        (Get-ChildItem $directory).Name | Should -Be notes.txt
        Remove-Item $own, $directory
    }

    It 'changes nothing with -WhatIf, be it with -Force' {
        Remove-PgTaskServer $directory -Force -WhatIf
        (Get-PgTaskServer $directory).IsRunning | Should -BeTrue
    }

    It 'removes a stopped server' {
        Stop-PgTaskServer $directory
        Remove-PgTaskServer $directory -Force
        Test-Path $directory | Should -BeFalse
    }

    It 'leaves a directory alone that holds no server' {
        $other = New-Item (Join-Path $TestDrive other) -ItemType Directory
        Remove-PgTaskServer $other -Force -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be 'ServerNotFound,PgTasks.Commands.RemovePgTaskServerCommand'
        Test-Path $other | Should -BeTrue
    }
}

Describe 'An ephemeral server' -Skip:$IsWindows {
    It 'that nobody ended is found, and ended by Stop-PgTaskServer' {
        $program, [string[]] $arguments = Get-PowerShellCommand
        $start = [System.Diagnostics.ProcessStartInfo]::new($program)
        $start.RedirectStandardOutput = $start.RedirectStandardInput = $true
        $arguments + '-NoProfile', '-NonInteractive', '-Command', "
            Import-Module '$manifest'; (Start-PgTaskServer -Ephemeral).DataDirectory; `$null = [Console]::In.ReadLine()" |
            ForEach-Object { $start.ArgumentList.Add($_) }
        $process = [System.Diagnostics.Process]::Start($start)
        $directory = $process.StandardOutput.ReadLine()
        $found = Get-PgTaskServer | Where-Object DataDirectory -EQ $directory
        $found.IsEphemeral, $found.IsRunning | Should -Be $true, $true

        # Its caretakers first: they end the server when its process ends.
        Get-Process | Where-Object { $_.Parent.Id -eq $process.Id } | Stop-Process -Force
        $process.Kill()
        $process.WaitForExit()
        $found = Get-PgTaskServer | Where-Object DataDirectory -EQ $directory
        $found.IsRunning | Should -BeTrue
        $found | Stop-PgTaskServer
        Test-Path $directory | Should -BeFalse
        (Get-PgTaskServer).DataDirectory | Should -Not -Contain $directory
    }
}
