# What the prompt suggests after an error, as PowerShell's own hub gives it to whoever shows it.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    $null = Add-PgTask 'the first'
    $empty = New-TestStore -Empty

    function Get-Provider {
        [System.Management.Automation.Subsystem.SubsystemManager]::GetSubsystemInfo(
            [System.Management.Automation.Subsystem.SubsystemKind]::FeedbackProvider).Implementations.Name
    }

    # Runs a line as the prompt does, after others, and gives the commands that are suggested.
    function Get-Suggestion([string] $Line, [string] $Before) {
        $runspace = New-TestRunspace
        $shell = [powershell]::Create($runspace)
        $settings = [System.Management.Automation.PSInvocationSettings] @{ AddToHistory = $true }
        try {
            # Where a line may leave files.
            $null = $shell.AddScript("Set-Location -LiteralPath '$TestDrive'").Invoke()
            $shell.Commands.Clear()
            if ($Before) { $null = $shell.AddScript($Before).Invoke($null, $settings) }
            $shell.Commands.Clear()
            # What ends the line by an exception is an error all the same.
            try { $null = $shell.AddScript($Line).Invoke($null, $settings) } catch { $null = $_ }
            [System.Management.Automation.Subsystem.Feedback.FeedbackHub]::GetFeedback($runspace).Where{
                $_.Name -eq 'PgTasks' }.ForEach{ $_.Item.RecommendedActions }
        } finally {
            $shell.Dispose()
            $runspace.Dispose()
        }
    }
}

AfterAll {
    Remove-TestStore $store
    Remove-TestStore $empty
}

Describe 'After an error the prompt' {
    BeforeAll {
        Wait-TestCondition { (Get-Provider) -contains 'PgTasks' }
        $connect = "`$null = Connect-PgTask '$store' -Name one; `$null = Connect-PgTask '$store'"
        $connectEmpty = "`$null = Connect-PgTask '$empty'"
    }

    It 'suggests after <Line>: <Expected>' -ForEach @(
        @{ Line = 'Get-PgTask'; Before = ''; Expected = 'Connect-PgTask -Local' }
        @{ Line = 'Get-PgTask 1 -Session gone'; Before = ''; Expected = 'Get-PgTaskSession' }
        @{ Line = 'Get-PgTask -Id 99'; Before = 'Connect'; Expected = 'Get-PgTask' }
        @{ Line = 'Get-PgTask -Title nowhere'; Before = 'Connect'; Expected = 'Get-PgTask -All' }
        @{ Line = 'Set-PgTask 1 -Title x -IfUpdatedAt 2001-01-01 -Session one'; Before = 'Connect'
            Expected = 'Get-PgTask 1 -Session one | Format-List' }
        @{ Line = 'Set-PgTask 1 -DependsOn 1'; Before = 'Connect'; Expected = 'Get-PgTask 1 | Format-List' }
        @{ Line = 'Get-PgTask -Id 99 -Session one'; Before = 'Connect'; Expected = 'Get-PgTask -Session one' }
        @{ Line = 'Complete-PgTask 99 -Session:one'; Before = 'Connect'; Expected = 'Get-PgTask -Session one' }
        @{ Line = 'Add-PgTask x'; Before = 'Empty'; Expected = 'Initialize-PgTaskStore' }
        @{ Line = 'Undo-PgTaskTransaction'; Before = 'Connect'; Expected = 'Start-PgTaskTransaction' }
        @{ Line = "Connect-PgTask -HostName 'localhost' -Port 1 -Database x"; Before = ''
            Expected = "Test-PgTaskConnection -HostName 'localhost' -Port 1 -Database x -Detailed" }
        @{ Line = 'Get-PgTask | Export-PgTask $PSCommandPath.csv; Get-PgTask | Export-PgTask x.csv'; Before = 'Connect'
            Expected = $null }
    ) {
        $text = @{ Connect = $connect; Empty = $connectEmpty }[$Before]
        $suggested = Get-Suggestion $Line $text
        if ($Expected) { @($suggested)[0..9] | Should -Contain $Expected } else { $suggested | Should -BeNullOrEmpty }
    }

    It 'suggests to replace a file that is there' {
        $file = Join-Path $TestDrive tasks.csv
        Set-Content $file x
        Get-Suggestion "Get-PgTask | Export-PgTask '$file'" $connect |
            Should -Be "Get-PgTask | Export-PgTask '$file' -Force"
    }

    It 'suggests a credential where the server lets nobody in so' -Skip:($IsWindows -or $env:PGTASKS_TEST_CONNECTION) {
        $settings = Get-TestSetting $store
        $line = "Connect-PgTask -HostName $($settings['Host']) -Port $($settings['Port']) -UserName nobody_here -Database x"
        Get-Suggestion $line | Should -Be (
            "Connect-PgTask -HostName $($settings['Host']) -Port $($settings['Port']) -Database x " +
            '-Credential (Get-Credential nobody_here)')
    }

    It 'repeats no password' {
        $line = "Connect-PgTask 'host=localhost port=1 user=ann password=s3cret'"
        (Get-Suggestion $line) -join ' ' | Should -Not -Match 's3cret|ann'
    }

    It 'suggests nothing after errors of others, and of tables of the user''s own no store' {
        Get-Suggestion 'Get-Item nowhere' | Should -BeNullOrEmpty
        Get-Suggestion 'Invoke-PgTaskQuery "TABLE nowhere"' $connect | Should -Not -Contain Initialize-PgTaskStore
    }
}

Describe 'The provider' {
    It 'comes with the module and goes with the last runspace that has it' {
        Invoke-PowerShell -Command {
            param($manifest)
            function Test-Registered {
                [System.Management.Automation.Subsystem.SubsystemManager]::GetSubsystemInfo(
                    [System.Management.Automation.Subsystem.SubsystemKind]::FeedbackProvider).Implementations.Name -contains 'PgTasks'
            }
            Import-Module $manifest
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            while (-not (Test-Registered) -and $clock.Elapsed.TotalSeconds -lt 10) { Start-Sleep -Milliseconds 10 }
            Test-Registered
            Import-Module $manifest -Force
            1, 2 | ForEach-Object -Parallel { Import-Module $using:manifest; Remove-Module PgTasks }
            Test-Registered
            Remove-Module PgTasks
            Test-Registered
        } -args $manifest | Should -Be $true, $true, $false
    }

    It 'is asked of errors that Get-PgTaskError knows' {
        $source = Get-Content (Join-Path $PSScriptRoot .. src PgTasks.Feedback NextCommands.cs) -Raw
        $ids = [regex]::Matches($source, '(?m)^ +"(\w+)"|(?<=or )"(\w+)"').ForEach{ $_.Groups[1].Value + $_.Groups[2].Value }
        $ids.Count | Should -BeGreaterThan 15
        foreach ($id in $ids | Where-Object { $_ -cmatch '^[A-Z]\w+$' -and $_ -notmatch '-' }) {
            (Get-PgTaskError $id).Name | Should -Be $id
        }
    }
}
