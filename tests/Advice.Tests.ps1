# What stops a person has a category and a next step of its own.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    function Get-Thrown([scriptblock] $Command) { try { $null = & $Command } catch { $_ } }
}

AfterAll { Remove-TestStore $store }

Describe 'Advice' {
    It 'is there for <Name>' -ForEach @(
        @{ Name = 'the statement time-out of the server'; Id = 'QueryCanceled'; Category = 'OperationTimeout'
            Query = 'SET LOCAL statement_timeout = 50; SELECT pg_sleep(60)'; Step = 'statement_timeout' }
        @{ Name = 'the time-out of a command'; Id = 'CommandTimeout'; Category = 'OperationTimeout'
            Query = 'SELECT pg_sleep(60)'; Timeout = 1; Step = '-CommandTimeout' }
        @{ Name = 'a lock that somebody else holds'; Id = 'LockNotAvailable'; Category = 'ResourceBusy'
            Query = 'SET LOCAL lock_timeout = 50; LOCK TABLE pgtasks.task'; Step = 'pg_blocking_pids' }
        @{ Name = 'a table beside the store''s'; Id = 'UndefinedTable'; Category = 'ObjectNotFound'
            Query = 'SELECT * FROM pgtasks.tasks'; Step = 'pgtasks.task,' }
    ) {
        $blocker = Open-TestConnection $store
        try {
            Invoke-TestSql $blocker 'BEGIN; LOCK TABLE pgtasks.task'
            $arguments = $Timeout ? @{ CommandTimeout = $Timeout } : @{}
            $thrown = Get-Thrown { Invoke-PgTaskQuery $Query @arguments }
        } finally {
            $blocker.Dispose()
        }

        $thrown.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $thrown.CategoryInfo.Category | Should -Be $Category
        $thrown.ErrorDetails.RecommendedAction | Should -BeLike "*$Step*"
        $thrown.ErrorDetails.RecommendedAction | Should -Not -Match Initialize-PgTaskStore
    }

    It 'is the same that Get-PgTaskError has' {
        $thrown = Get-Thrown { Invoke-PgTaskQuery 'SET LOCAL statement_timeout = 50; SELECT pg_sleep(60)' }
        ($thrown | Get-PgTaskError).RecommendedAction | Should -BeExactly $thrown.ErrorDetails.RecommendedAction
    }

    It 'names Initialize-PgTaskStore where the store is missing' {
        $empty = New-TestStore -Empty
        $session = Connect-PgTask $empty
        foreach ($command in { Get-PgTask -Session $session }, { Invoke-PgTaskQuery 'TABLE pgtasks.task' -Session $session }) {
            $thrown = Get-Thrown $command
            $thrown.FullyQualifiedErrorId | Should -BeLike 'UndefinedTable,*'
            $thrown.ErrorDetails.RecommendedAction | Should -Match Initialize-PgTaskStore
        }
        Remove-TestStore $empty
    }
}

Describe 'The session of a private server' {
    It 'is closed with its server' {
        $server = Start-PgTaskServer -Ephemeral
        $session = $server | Connect-PgTask
        Stop-PgTaskServer $server.DataDirectory
        $session.State | Should -Be Closed
        (Get-Thrown { Get-PgTask -Session $session }).FullyQualifiedErrorId | Should -BeLike 'SessionClosed,*'
        Select-PgTaskSession (Get-PgTaskSession | Where-Object Database -Like pester_*)[0]
    }

    It 'says what to do where the server has ended by itself' {
        $server = Start-PgTaskServer -Ephemeral
        $session = $server | Connect-PgTask -MaxPoolSize 1
        $thrown = Get-Thrown {
            Invoke-PgTaskTransaction -Session $session {
                $null = Add-PgTask one -Session $session
                # As somebody else would, on the account of the server.
                Stop-Process -Id $server.ProcessId -Force
                Wait-Process -Id $server.ProcessId -ErrorAction SilentlyContinue
                $null = Add-PgTask two -Session $session
            }
        }
        $thrown.FullyQualifiedErrorId | Should -BeLike 'TransactionLost,*'
        $thrown.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $thrown = Get-Thrown { Get-PgTask -Session $session }
        $thrown.FullyQualifiedErrorId | Should -BeLike 'ConnectionRefused,*'
        $thrown.CategoryInfo.Category | Should -Be ResourceUnavailable
        $thrown.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $session | Disconnect-PgTask -WarningAction SilentlyContinue
        Stop-PgTaskServer $server.DataDirectory
    }
}
