BeforeAll { Import-Module (Join-Path $PSScriptRoot TestStore.psm1) }

Describe 'Get-PgTaskError' {
    It 'finds a condition by name' {
        $condition = Get-PgTaskError UniqueViolation
        $condition | Should -BeOfType PgTasks.PgTaskErrorCondition
        $condition.SqlState | Should -BeExactly '23505'
        $condition.Category | Should -Be ([System.Management.Automation.ErrorCategory]::ResourceExists)
        $condition.Class | Should -Not -BeNullOrEmpty
    }

    It 'takes wildcards in both' {
        (Get-PgTaskError *violation -SqlState 2350*).Name |
            Should -BeExactly NotNullViolation, ForeignKeyViolation, UniqueViolation
    }

    It 'lists all, each code once' {
        $all = Get-PgTaskError
        $all.Count | Should -BeGreaterThan 250
        ($all | Group-Object SqlState).Count | Should -Be $all.Count
    }

    It 'says which name there is not, and goes on' {
        $found = Get-PgTaskError Nope, UniqueViolation -ErrorVariable problem -ErrorAction SilentlyContinue
        $found.Name | Should -BeExactly UniqueViolation
        $problem.FullyQualifiedErrorId | Should -BeExactly 'ErrorNotFound,PgTasks.Commands.GetPgTaskErrorCommand'
        $problem.TargetObject | Should -BeExactly Nope
    }

    It 'completes names' {
        (TabExpansion2 'Get-PgTaskError UniqueV').CompletionMatches.CompletionText | Should -BeExactly UniqueViolation
    }
}
