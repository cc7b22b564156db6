# A cmdlet without a session, where the account has a private server, or has none.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $variables = 'DATABASE_URL', 'PGSERVICE', 'PGHOST', 'PGHOSTADDR', 'PGPORT', 'PGDATABASE'
    $given = $variables.ForEach{ @{ Name = $_; Value = [Environment]::GetEnvironmentVariable($_) } }
    $variables.ForEach{ [Environment]::SetEnvironmentVariable($_, $null) }
    $home0 = $env:PGTASKS_HOME
    $env:PGTASKS_HOME = Join-Path ([System.IO.Path]::GetTempPath()) "pgtasks-unasked-$PID"

    # A PowerShell of its own, as its own shell each time.
    function Invoke-Shell([scriptblock] $Script) {
        Invoke-PowerShell -Command $Script -args $manifest
    }
}

AfterAll {
    if (Get-PgTaskServer | Where-Object DataDirectory -EQ (Join-Path $env:PGTASKS_HOME default)) {
        Remove-PgTaskServer (Join-Path $env:PGTASKS_HOME default) -Force -Confirm:$false
    }
    Remove-Item $env:PGTASKS_HOME -Recurse -ErrorAction Ignore
    $env:PGTASKS_HOME = $home0
    $given.ForEach{ [Environment]::SetEnvironmentVariable($_.Name, $_.Value) }
}

Describe 'A cmdlet without a session' {
    It 'makes no server: it is NotConnected where none was made' {
        Invoke-Shell {
            param($manifest)
            Import-Module $manifest
            try { Get-PgTask } catch { $_.FullyQualifiedErrorId }
        } | Should -Be 'NotConnected,PgTasks.Commands.GetPgTaskCommand'
        Test-Path $env:PGTASKS_HOME | Should -BeFalse
    }

    Context 'of an account that has made a server' {
        BeforeAll {
            Invoke-Shell {
                param($manifest)
                Import-Module $manifest
                $null = Connect-PgTask -Local
                Add-PgTask 'kept' > $null
                Stop-PgTaskServer
            }
        }

        It 'starts that and connects, also from several shells at once, and says so' {
            $script = Join-Path $TestDrive shell.ps1
            Set-Content $script @'
param($manifest)
Import-Module $manifest
$stream = Get-PgTask -Verbose 4>&1
$stream.Where{ $_ -is [System.Management.Automation.VerboseRecord] }.Count -gt 0
$stream.Where{ $_ -is [PgTasks.PgTask] }.Title
(Get-PgTaskSession).Database
'@
            $program, $prefix = @(Get-PowerShellCommand) + '-NoProfile', '-NonInteractive', '-File', $script, $manifest
            $results = 1..2 | ForEach-Object -Parallel { & $using:program $using:prefix }
            $results | Group-Object | ForEach-Object { "$($_.Name) $($_.Count)" } |
                Sort-Object | Should -Be 'kept 2', 'pgtasks 2', 'True 2'
        }

        It 'does not where <_> names another' -ForEach PGPORT, PGDATABASE, PGHOSTADDR {
            [Environment]::SetEnvironmentVariable($_, '6')
            try {
                Invoke-Shell {
                    param($manifest)
                    Import-Module $manifest
                    try { Get-PgTask } catch { $_.FullyQualifiedErrorId }
                } | Should -Be 'NotConnected,PgTasks.Commands.GetPgTaskCommand'
            } finally {
                [Environment]::SetEnvironmentVariable($_, $null)
            }
        }

        It 'does not in a runspace that was connected to another server' {
            Invoke-Shell {
                param($manifest)
                Import-Module $manifest
                $null = Start-PgTaskServer -Ephemeral | Connect-PgTask
                Disconnect-PgTask
                try { Remove-PgTask 1 } catch { $_.FullyQualifiedErrorId }
                $null = Connect-PgTask -Local
                Disconnect-PgTask
                (Get-PgTask).Title
            } | Should -Be 'NotConnected,PgTasks.Commands.RemovePgTaskCommand', kept
        }

        It 'says why where that server does not start' {
            $version = Join-Path $env:PGTASKS_HOME default data PG_VERSION
            Stop-PgTaskServer
            $made = Get-Content $version
            Set-Content $version 9
            try {
                Invoke-Shell {
                    param($manifest)
                    Import-Module $manifest
                    try { Get-PgTask } catch { $_.FullyQualifiedErrorId }
                } | Should -Be 'ServerVersionMismatch,PgTasks.Commands.GetPgTaskCommand'
            } finally {
                Set-Content $version $made
            }
        }
    }
}
