BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    $runspace = New-TestRunspace $store listener

    # Receives in another runspace, and returns once it listens.
    function Start-Receiving([scriptblock] $Command) {
        $shell = [powershell]::Create($runspace).AddScript($Command)
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $running = $shell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
        Wait-TestCondition { $shell.Streams.Verbose.Count -gt 0 -or $running.IsCompleted }
        [pscustomobject]@{ Shell = $shell; Output = $output; Running = $running }
    }

    function Stop-Receiving($Receiving) {
        $null = $Receiving.Shell.EndInvoke($Receiving.Running)
        $Receiving.Shell.Dispose()
        $Receiving.Output
    }
}

AfterAll {
    $runspace.Dispose()
    Remove-TestStore $store
}

Describe 'Receive-PgTaskNotification' {
    It 'emits what is sent on its channels, exactly by their names, until it has so many' {
        $receiving = Start-Receiving { Receive-PgTaskNotification a, 'Jobs "1"' -Count 3 -Verbose }
        Invoke-TestSql $store "NOTIFY A, 'one'; NOTIFY jobs, 'other'; NOTIFY ""Jobs """"1"""""", 'two'; NOTIFY b; NOTIFY a, 'three'; NOTIFY a, 'four'"
        $heard = Stop-Receiving $receiving
        $heard[0] | Should -BeOfType ([PgTasks.PgTaskNotification])
        $heard.Payload | Should -BeExactly one, two, three
        $heard.Channel | Should -BeExactly a, 'Jobs "1"', a
        $heard[0].ProcessId | Should -BeGreaterThan 0
        $heard[0].ReceivedAt.Kind | Should -Be Local
        $heard[0].ReceivedAt | Should -BeGreaterThan (Get-Date).AddMinutes(-1)
    }

    It 'emits each as it comes' {
        $receiving = Start-Receiving { Receive-PgTaskNotification a -Verbose }
        Send-PgTaskNotification a @{ n = 1 }
        Wait-TestCondition { $receiving.Output.Count -eq 1 }
        ($receiving.Output[0].Payload | ConvertFrom-Json).n | Should -Be 1
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $receiving.Shell.Stop()
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 1.5
        $receiving.Shell.Streams.Error | Should -BeNullOrEmpty
        $receiving.Shell.Dispose()
        Wait-TestCondition { -not (Get-TestActivity $store listener | Where-Object query -Like 'LISTEN*') }
    }

    It 'ends after its time without an error' {
        Receive-PgTaskNotification a -Timeout 200ms -ErrorVariable errors | Should -BeNullOrEmpty
        Receive-PgTaskNotification a -Timeout ([timespan]::FromSeconds(0.1)) | Should -BeNullOrEmpty
        Receive-PgTaskNotification a -Timeout 0 | Should -BeNullOrEmpty
        $errors | Should -BeNullOrEmpty
    }

    It 'takes no connection of the pool, nor a part in a transaction' {
        $receiving = Start-Receiving {
            Invoke-PgTaskTransaction {
                Receive-PgTaskNotification a -Count 1 -Verbose
                Add-PgTask 'in the transaction' | ForEach-Object Title
            }
        }
        Send-PgTaskNotification a b
        $heard, $title = Stop-Receiving $receiving
        $heard.Payload | Should -BeExactly b
        $title | Should -BeExactly 'in the transaction'
    }

    It 'goes on from one session to another' {
        $receiving = Start-Receiving { Receive-PgTaskNotification a -Count 1 -Verbose }
        Send-PgTaskNotification a relayed
        $heard = Stop-Receiving $receiving
        $receiving = Start-Receiving { Receive-PgTaskNotification a, c -Count 2 -Verbose }
        $heard | Send-PgTaskNotification
        $heard | Send-PgTaskNotification -Channel c
        $again = Stop-Receiving $receiving
        $again.Channel | Should -BeExactly a, c
        $again.Payload | Should -BeExactly relayed, relayed
    }

    It 'refuses what can be no channel, no count and no time: <Id>' -ForEach @(
        @{ Id = 'UnusableChannelName'; Parameters = @{ Channel = 'x' * 64 } }
        @{ Id = 'UnusableChannelName'; Parameters = @{ Channel = 'a', "n`0l" } }
        @{ Id = 'ParameterArgumentValidationError'; Parameters = @{ Channel = '' } }
        @{ Id = 'ParameterArgumentValidationError'; Parameters = @{ Channel = 'a', $null } }
        @{ Id = 'ParameterArgumentValidationError'; Parameters = @{ Channel = 'a'; Count = 0 } }
        @{ Id = 'ParameterArgumentTransformationError'; Parameters = @{ Channel = 'a'; Timeout = -1 } }
        @{ Id = 'ParameterArgumentTransformationError'; Parameters = @{ Channel = 'a'; Timeout = 'soon' } }
    ) {
        { Receive-PgTaskNotification @Parameters } | Should -Throw -ErrorId "$Id,PgTasks.Commands.ReceivePgTaskNotificationCommand"
    }

    It 'shows a line of 80 columns each, and no control characters' {
        $receiving = Start-Receiving { Receive-PgTaskNotification 'a channel with a long name' -Count 1 -Verbose }
        Send-PgTaskNotification 'a channel with a long name' "$([char] 27)]0;renamed$([char] 7) $('many words ' * 20)"
        $lines = (Stop-Receiving $receiving | Out-String -Width 80) -split '\r?\n'
        $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        $lines -join '' -replace '\e\[[\d;]*m' | Should -Not -Match '[\x00-\x1f]'
    }
}
