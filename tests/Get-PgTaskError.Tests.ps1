BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $class = 'PgTasks.Commands.GetPgTaskErrorCommand'
}

Describe 'Get-PgTaskError' {
    It 'finds a condition by name' {
        $condition = Get-PgTaskError UniqueViolation
        $condition | Should -BeOfType PgTasks.PgTaskErrorCondition
        $condition.SqlState | Should -BeExactly '23505'
        $condition.Category | Should -Be ([System.Management.Automation.ErrorCategory]::ResourceExists)
        $condition.Class | Should -Not -BeNullOrEmpty
        $condition.IsTransient | Should -BeFalse
    }

    It 'finds an error of PgTasks itself, with what to do' {
        $own = Get-PgTaskError NotConnected
        $own.SqlState | Should -BeNullOrEmpty
        $own.Class | Should -BeExactly PgTasks
        $own.Category | Should -Be ([System.Management.Automation.ErrorCategory]::ConnectionError)
        $own.Description, $own.RecommendedAction | Should -Not -BeNullOrEmpty
        (Get-PgTaskError ConnectionFailed).IsTransient | Should -BeTrue
    }

    It 'takes wildcards in both' {
        (Get-PgTaskError *violation -SqlState 2350*).Name |
            Should -BeExactly NotNullViolation, ForeignKeyViolation, UniqueViolation
    }

    It 'lists all, each name of PgTasks and each code once' {
        $all = Get-PgTaskError
        $all.Count | Should -BeGreaterThan 300
        ($all | Group-Object { $_.SqlState ?? $_.Name }).Count | Should -Be $all.Count
    }

    It 'takes <Name> from the pipeline' -ForEach @(
        @{ Name = 'a code'; Of = { $_.Exception.SqlState } }
        @{ Name = 'a name'; Of = { $_.FullyQualifiedErrorId.Split(',')[0] } }
        @{ Name = 'an exception'; Of = { $_.Exception } }
        @{ Name = 'an object with a SqlState'; Of = { [pscustomobject]@{ SqlState = $_.Exception.SqlState } } }
        @{ Name = 'an error record'; Of = { $_ } }
    ) {
        $store = New-TestStore -Empty
        $session = Connect-PgTask $store
        $found = try { Invoke-PgTaskQuery 'SELECT 1 / 0' -Session $session } catch { . $Of | Get-PgTaskError }
        Remove-TestStore $store
        $found.Name | Should -BeExactly DivisionByZero
    }

    It 'takes an error record of PgTasks itself from the pipeline, or its exception' {
        $thrown = try { Set-PgTask 1 -Session (Connect-PgTask 'no connection string') } catch { $_ }
        ($thrown | Get-PgTaskError).Name | Should -BeExactly InvalidConnectionString
        ($thrown.Exception | Get-PgTaskError).Name | Should -BeExactly InvalidConnectionString
    }

    It 'takes several codes' {
        (Get-PgTaskError -SqlState 22012, 23505).Name | Should -BeExactly DivisionByZero, UniqueViolation
    }

    It 'says which <Name> there is not, and goes on' -ForEach @(
        @{ Name = 'name'; Command = { Get-PgTaskError Nope, UniqueViolation -ErrorVariable +problem } }
        @{ Name = 'code'; Command = { Get-PgTaskError -SqlState Nope, 23505 -ErrorVariable +problem } }
        @{ Name = 'piped text'; Command = { 'Nope', '23505' | Get-PgTaskError -ErrorVariable +problem } }
    ) {
        $problem = @()
        $found = . $Command -ErrorAction SilentlyContinue 2>$null
        $found.Name | Should -BeExactly UniqueViolation
        $problem.FullyQualifiedErrorId | Should -BeExactly "ErrorNotFound,$class"
        $problem.TargetObject | Should -BeExactly Nope
    }

    It 'refuses <_>' -ForEach '-Name $null', '-Name ""', '-SqlState $null', '-SqlState @()' {
        { & ([scriptblock]::Create("Get-PgTaskError $_")) } | Should -Throw -ErrorId "ParameterArgumentValidationError*,$class"
    }

    It 'completes names, also those of PgTasks' {
        (TabExpansion2 'Get-PgTaskError UniqueV').CompletionMatches.CompletionText | Should -BeExactly UniqueViolation
        (TabExpansion2 'Get-PgTaskError NotConn').CompletionMatches.CompletionText | Should -BeExactly NotConnected
    }
}
