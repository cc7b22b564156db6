@{
    RootModule           = 'bin/PgTasks.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = 'b0a5c1f4-6e0b-4b53-9a86-3f2d5f0c7a61'
    Author               = 'PgTasks contributors'
    CompanyName          = 'PgTasks contributors'
    Copyright            = '(c) PgTasks contributors. MIT licence.'
    Description          = 'Tasks kept in PostgreSQL, spoken in PowerShell: binary cmdlets over Npgsql.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('bin/PgTasks.Format.ps1xml')
    CmdletsToExport      = @(
        'Add-PgTask'
        'Add-PgTaskNote'
        'Clear-PgTask'
        'Complete-PgTask'
        'Complete-PgTaskTransaction'
        'Connect-PgTask'
        'Copy-PgTaskTable'
        'Deny-PgTask'
        'Disconnect-PgTask'
        'Export-PgTask'
        'Export-PgTaskTable'
        'Get-PgTask'
        'Get-PgTaskError'
        'Get-PgTaskNote'
        'Get-PgTaskProject'
        'Get-PgTaskServer'
        'Get-PgTaskSession'
        'Get-PgTaskTransaction'
        'Get-PgTaskWorker'
        'Import-PgTask'
        'Initialize-PgTaskStore'
        'Invoke-PgTask'
        'Invoke-PgTaskQuery'
        'Invoke-PgTaskStep'
        'Invoke-PgTaskTransaction'
        'Measure-PgTask'
        'Receive-PgTaskNotification'
        'Remove-PgTask'
        'Remove-PgTaskNote'
        'Remove-PgTaskServer'
        'Request-PgTask'
        'Restart-PgTask'
        'Resume-PgTaskProject'
        'Select-PgTaskSession'
        'Send-PgTaskNotification'
        'Set-PgTask'
        'Start-PgTask'
        'Start-PgTaskServer'
        'Start-PgTaskTransaction'
        'Stop-PgTask'
        'Stop-PgTaskServer'
        'Suspend-PgTask'
        'Suspend-PgTaskProject'
        'Test-PgTaskConnection'
        'Test-PgTaskStore'
        'Undo-PgTaskTransaction'
        'Unlock-PgTask'
        'Wait-PgTask'
        'Watch-PgTask'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('PostgreSQL', 'Postgres', 'Npgsql', 'Tasks', 'Queue', 'Database', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'CHANGELOG.md, beside this manifest, lists the changes.'
        }
    }
}
