BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    $listener = Open-TestConnection $store
    Invoke-TestSql $listener 'LISTEN a; LISTEN "Jobs of ""today"""'
    $told = [System.Collections.Generic.List[object]]::new()
    $listener.add_Notification({ $told.Add($args[1]) })

    # What the server has told by now, as an answer follows what was told before it.
    function Get-Heard {
        $told.Clear()
        Invoke-TestSql $listener 'SELECT 1' | Out-Null
        $told.ToArray()
    }
}

AfterAll {
    $listener.Dispose()
    Remove-TestStore $store
}

Describe 'Send-PgTaskNotification' {
    It 'tells texts as they are, each, also those that are alike' {
        'x', 'x', 'ü ☃', '' | Send-PgTaskNotification a | Should -BeNullOrEmpty
        Send-PgTaskNotification a
        Send-PgTaskNotification a $null
        Send-PgTaskNotification 'Jobs of "today"' 'one word'
        $heard = Get-Heard
        $heard.Payload | Should -BeExactly 'x', 'x', 'ü ☃', '', '', '', 'one word'
        $heard[-1].Channel | Should -BeExactly 'Jobs of "today"'
    }

    It 'tells objects as JSON' {
        5, $true, @{ a = 1 }, @(1, 2), [pscustomobject]@{ b = $null } | Send-PgTaskNotification a
        Send-PgTaskNotification a 1, 2
        (Get-Heard).Payload | Should -BeExactly '5', 'true', '{"a":1}', '[1,2]', '{"b":null}', '[1,2]'
    }

    It 'takes channel and payload from properties' {
        [pscustomobject]@{ Channel = 'a'; Payload = 'p' },
        [pscustomobject]@{ Channel = 'b'; Payload = 'q' } |
            Send-PgTaskNotification
        (Get-Heard).Payload | Should -BeExactly p
    }

    It 'tells at the commit, or not at all' {
        Invoke-PgTaskTransaction {
            Send-PgTaskNotification a kept
            Get-Heard | Should -BeNullOrEmpty
        }
        (Get-Heard).Payload | Should -BeExactly kept
        { Invoke-PgTaskTransaction { Send-PgTaskNotification a lost; throw 'no' } } | Should -Throw no
        Get-Heard | Should -BeNullOrEmpty
    }

    It 'fails for a payload alone that the server refuses' {
        'before', ('x' * 8000), "n`0l", 'after' | Send-PgTaskNotification a -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be @(
            'InvalidParameterValue,PgTasks.Commands.SendPgTaskNotificationCommand'
            'CharacterNotInRepertoire,PgTasks.Commands.SendPgTaskNotificationCommand')
        $errors[0].TargetObject | Should -BeExactly ('x' * 8000)
        (Get-Heard).Payload | Should -BeExactly before, after
    }

    It 'refuses a channel that none can be, and no other' {
        Send-PgTaskNotification ('ä' * 32) a -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be 'UnusableChannelName,PgTasks.Commands.SendPgTaskNotificationCommand'
        { Send-PgTaskNotification '' a } | Should -Throw -ErrorId 'ParameterArgumentValidationError,PgTasks.Commands.SendPgTaskNotificationCommand'
        { Send-PgTaskNotification a { 'b' } } | Should -Throw -ErrorId 'ParameterArgumentTransformationError,PgTasks.Commands.SendPgTaskNotificationCommand'
        Send-PgTaskNotification ('ä' * 31) a
    }

    It 'tells nothing with -WhatIf' {
        Send-PgTaskNotification a b -WhatIf
        Get-Heard | Should -BeNullOrEmpty
    }

    It 'tells many in their order' {
        1..12000 | Send-PgTaskNotification a
        [int[]] (Get-Heard).Payload | Should -Be (1..12000)
    }
}
