# What Tab offers: values that the store, the server or this machine knows, never a file where none is meant, and never a wait.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot .. PgTasks.psd1)
    $paths = 'Path', 'LiteralPath', 'DataDirectory', 'BinDirectory', 'EnvironmentFile', 'RootCertificate'
    $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters + 'First', 'Skip'
    $values = foreach ($command in Get-Command -Module PgTasks -CommandType Cmdlet) {
        foreach ($parameter in $command.Parameters.Values) {
            # What follows a switch is no value of it.
            if ($parameter.Name -notin $paths + $common -and -not $parameter.SwitchParameter) {
                @{ Line = "$command -$($parameter.Name) " }
            }
        }
    }
    $parameters = foreach ($command in Get-Command -Module PgTasks -CommandType Cmdlet) {
        foreach ($parameter in $command.Parameters.Values) {
            $own = $parameter.Attributes | Where-Object { $_ -is [System.Management.Automation.ParameterAttribute] }
            # Those that the engine adds for ShouldProcess and paging have words of its own.
            if ($parameter.Name -notin $common + 'First', 'Skip', 'IncludeTotalCount') {
                @{ Name = "$command -$($parameter.Name)"; Words = $own.HelpMessage }
            }
        }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    $null = 'Fix roof', 'Buy milk', "it's `"odd`" `$x ``y", 'done' |
        Add-PgTask -AssignedTo 'Ann Lee' -Project home.garden -Tag 'two words', "O'Neil", 'größe', '"q"', '$(exit)', "bell`a"
    Complete-PgTask 4
    Start-PgTask 2
    $null = Invoke-PgTaskQuery -NonQuery 'CREATE TABLE "My Table" ("A b" int, c text); CREATE SCHEMA "S x"; CREATE TABLE "S x".t (i int)'
    Push-Location $TestDrive
    Set-Content (Join-Path $TestDrive a-file.txt) x

    function Get-Completion([string] $Line) {
        , @((TabExpansion2 $Line $Line.Length).CompletionMatches)
    }

    # A busy machine may need more than the time that Tab has; what it gives is the same then.
    function Wait-Completion([string] $Line, [string] $Property = 'CompletionText') {
        $script:found = @()
        $null = Wait-TestCondition { ($script:found = Get-Completion $Line).Count -gt 0 }
        $script:found.$Property
    }

    # Stops the processes while the script runs.
    function Invoke-Frozen([int[]] $Process, [scriptblock] $Script) {
        kill -STOP $Process
        try { & $Script } finally { kill -CONT $Process }
    }
}

AfterAll {
    Pop-Location
    Remove-TestStore $store
}

Describe 'The tool tip' {
    It 'says what <Name> is' -ForEach $parameters {
        @($Words).Where{ $_ } | Should -Not -BeNullOrEmpty
    }
}

Describe 'Tab' {
    It 'offers no file after <Line>' -ForEach $values {
        (Get-Completion $Line).ResultType | Should -Not -Contain ProviderItem
        (Get-Completion "${Line}a-f").ResultType | Should -Not -Contain ProviderItem
    }

    It 'offers files after <_>' -ForEach 'Import-PgTask a-f', 'Connect-PgTask -RootCertificate a-f', 'Start-PgTaskServer a-f' {
        (Get-Completion $_).ListItemText | Should -Be a-file.txt
    }

    It 'makes of <Line> <Expected>' -ForEach @(
        @{ Line = 'Complete-PgTask '; Expected = 1, 2, 3 }
        @{ Line = 'Complete-PgTask 1,'; Expected = 1, 2, 3 }
        @{ Line = 'Get-PgTask -Id 2'; Expected = 2 }
        @{ Line = 'Set-PgTask -Id roof'; Expected = 1 }
        @{ Line = 'Set-PgTask -Id "y milk'; Expected = 2 }
        @{ Line = 'Add-PgTask x -DependsOn milk'; Expected = 2 }
        @{ Line = 'Get-PgTask roo'; Expected = 1 }
        @{ Line = 'Suspend-PgTask '; Expected = 2 }
        @{ Line = 'Restart-PgTask '; Expected = 4 }
        @{ Line = 'Add-PgTask x -Project HOME'; Expected = 'home.garden' }
        @{ Line = "Add-PgTask x -Project 'home.g"; Expected = 'home.garden' }
        @{ Line = 'Set-PgTask 1 -Tag t'; Expected = "'two words'" }
        @{ Line = 'Set-PgTask 1 -Tag "o'''; Expected = "'O''Neil'" }
        @{ Line = 'Set-PgTask 1 -Tag x,o'; Expected = "'O''Neil'" }
        @{ Line = "Add-PgTask x -Tag 'o''n"; Expected = "'O''Neil'" }
        @{ Line = 'Add-PgTask x -Tag gr'; Expected = 'größe' }
        @{ Line = 'Add-PgTask x -Tag be'; Expected = '"bell`u{7}"' }
        @{ Line = "Add-PgTask x -Tag '$"; Expected = "'`$(exit)'" }
        @{ Line = 'Set-PgTask 1 -AssignedTo an'; Expected = "'Ann Lee'" }
        @{ Line = 'Copy-PgTaskTable my'; Expected = "'`"My Table`"'" }
        @{ Line = 'Copy-PgTaskTable s'; Expected = "'`"S x`".t'" }
        @{ Line = "Copy-PgTaskTable '`"S x`"."; Expected = "'`"S x`".t'" }
        @{ Line = 'Export-PgTaskTable pgtasks.mig'; Expected = 'pgtasks.migration' }
        @{ Line = 'Copy-PgTaskTable ''"My Table"'' -Column '; Expected = "'A b'", 'c' }
        @{ Line = 'Connect-PgTask -Database post'; Expected = 'postgres' }
        @{ Line = 'Connect-PgTask -Schema pgt'; Expected = 'pgtasks' }
        @{ Line = 'Get-PgTaskError -SqlState 2350'; Expected = '23502', '23503', '23505' }
        @{ Line = 'Invoke-PgTaskQuery x -Type '; Expected = 'datetime', 'PgTasks.PgTask' }
        @{ Line = 'Invoke-PgTaskQuery x -Type gui'; Expected = 'guid', 'System.ComponentModel.GuidConverter' }
        @{ Line = 'Get-PgTaskError TaskNotF'; Expected = 'TaskNotFound' }
    ) {
        $texts = Wait-Completion $Line
        foreach ($text in $Expected) { $texts | Should -Contain $text }
        if ($Expected.Count -eq 1) { @($texts).Count | Should -BeLessOrEqual 2 }
    }

    It 'shows a task''s number and title, and quotes what PowerShell reads as the same again' {
        Wait-Completion 'Complete-PgTask 3' ListItemText | Should -Be "3 it's `"odd`" `$x ``y"
        Wait-Completion 'Complete-PgTask 3' ToolTip | Should -Be "it's `"odd`" `$x ``y"
        $tags = Wait-Completion 'Add-PgTask x -Tag ' | ForEach-Object { & ([scriptblock]::Create("Write-Output $_")) }
        $tags | Should -Contain "bell`a"
        ($tags | Sort-Object -CaseSensitive) | Should -Be ((Get-PgTask -Id 1).Tags | Sort-Object -CaseSensitive)
    }

    It 'shows control characters as pictures' {
        Wait-Completion 'Add-PgTask x -Tag be' ListItemText | Should -Be "bell`u{2407}"
    }

    It 'knows the services of pg_service.conf' {
        $env:PGSERVICEFILE = Join-Path $TestDrive services
        try {
            Set-Content $env:PGSERVICEFILE "[first one]", 'host=nowhere', '[second]'
            Wait-Completion 'Connect-PgTask -Service ' | Should -Be "'first one'", 'second'
        } finally {
            Remove-Item env:PGSERVICEFILE
        }
    }

    It 'knows the sessions' {
        $own = (Get-PgTaskSession | Where-Object IsCurrent).Name
        Wait-Completion 'Get-PgTaskSession s' | Should -Contain $own
        Wait-Completion 'Get-PgTask -Session s' | Should -Contain $own
    }

    It 'takes the session that the command names' {
        $own = Get-PgTaskSession | Where-Object IsCurrent
        $other = New-TestStore
        try {
            $null = Connect-PgTask $other -Name other
            $null = Add-PgTask 'elsewhere' -Session other -Project elsewhere
            Select-PgTaskSession $own
            Wait-Completion 'Add-PgTask x -Session other -Project ' | Should -Be elsewhere
            Wait-Completion 'Add-PgTask x -Project ' | Should -Be home.garden
        } finally {
            Remove-TestStore $other
        }
    }

    It 'works in a transaction, beside it, from a session whose every connection is in use' {
        $one = Connect-PgTask $store -MaxPoolSize 1 -Name one
        Invoke-PgTaskTransaction -Session $one {
            $null = Add-PgTask 'not yet' -Project unseen -Session $one
            Wait-Completion 'Get-PgTask -Session one -Id 2' | Should -Be 2
            Get-Completion 'Add-PgTask x -Session one -Project unse' | Should -BeNullOrEmpty
            (Get-PgTaskTransaction -Session $one).State | Should -Be Active
            Remove-PgTask (Get-PgTask -Session $one | Where-Object Project -EQ unseen).Id -Session $one
        }
        $one | Disconnect-PgTask
    }

    It 'offers nothing, and no error, where a table has another shape or there is no store' {
        $empty = New-TestStore -Empty
        try {
            $null = Connect-PgTask $empty -Name empty
            $before = $Error.Count
            Get-Completion 'Get-PgTask -Session empty -Id ' | Should -BeNullOrEmpty
            Get-Completion 'Add-PgTask x -Session gone -Tag ' | Should -BeNullOrEmpty
            $Error.Count | Should -Be $before
        } finally {
            Remove-TestStore $empty
        }
    }

    It 'connects nowhere where there is no session' {
        Invoke-PowerShell -Command {
            param($manifest, $store)
            $env:DATABASE_URL = $store
            Import-Module $manifest
            $line = 'Get-PgTask -Id '
            (TabExpansion2 $line $line.Length).CompletionMatches.Count
            @(Get-PgTaskSession).Count
        } -args $manifest, $store | Should -Be 0, 0
    }

    # A connection that lay idle for a second is asked first whether it is there still.
    It 'does not wait for a server that hangs, and has the connection back after <Idle> s' -ForEach @(
        @{ Idle = 0 }
        @{ Idle = 1.2 }
    ) -Skip:($IsWindows -or $env:PGTASKS_TEST_CONNECTION) {
        $null = Connect-PgTask $store -Name frozen -ApplicationName frozen
        Wait-Completion 'Get-PgTask -Session frozen -Id 2' | Should -Be 2
        $backends = (Get-TestActivity $store frozen).pid
        Start-Sleep $Idle
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        Invoke-Frozen $backends {
            Get-Completion 'Get-PgTask -Session frozen -Id ' | Should -BeNullOrEmpty
            # 250 ms on an idle machine; a wait for the server would last its time-out.
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
        }
        Wait-TestCondition { (Get-PgTaskSession frozen).Pool.Busy -eq 0 }
        Wait-Completion 'Get-PgTask -Session frozen -Id 2' | Should -Be 2
        @(Get-TestActivity $store frozen).Count | Should -BeLessOrEqual 2
        Disconnect-PgTask frozen
    }

    It 'leaves nothing behind on the server where the table is locked' {
        $null = Connect-PgTask $store -Name waiting -ApplicationName waiting
        $blocker = Open-TestConnection $store
        try {
            Invoke-TestSql $blocker 'BEGIN; LOCK TABLE pgtasks.task'
            Get-Completion 'Get-PgTask -Session waiting -Id ' | Should -BeNullOrEmpty
            Wait-TestCondition { @(Get-TestActivity $store waiting).state -eq 'idle' }
            (Get-PgTaskSession waiting).Pool.Size | Should -Be 1
        } finally {
            $blocker.Dispose()
        }

        Wait-Completion 'Get-PgTask -Session waiting -Id 2' | Should -Be 2
        (Get-PgTaskSession waiting).Pool.Size | Should -Be 1
        Disconnect-PgTask waiting
    }
}
