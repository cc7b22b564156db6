BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    function Get-Line($Measures) { $Measures.ForEach{ "$($_.Group) $($_.Open) $($_.Overdue) $($_.Completed) $($_.Total)" } }
}

AfterAll { Remove-TestStore $store }

Describe 'Measure-PgTask' {
    It 'counts nothing where there is nothing' {
        Measure-PgTask | Should -BeNullOrEmpty
        Measure-PgTask Tag | Should -BeNullOrEmpty
    }

    Context 'of some tasks' {
        BeforeAll {
            $null = Add-PgTask one -Project home -Tag a, b -Due yesterday -Priority High
            $null = Add-PgTask two -Project home -Tag a -Due tomorrow -AssignedTo ann
            $null = Add-PgTask three -Project work -Due yesterday
            $null = Add-PgTask four -AssignedTo "o'x`a"
            Complete-PgTask 3
            Set-PgTask 4 -Status Cancelled
        }

        It 'counts by <By>' -ForEach @(
            @{ By = 'Status'; Lines = 'Pending 2 1 0 2', 'Completed 0 0 1 1', 'Cancelled 0 0 0 1' }
            @{ By = 'Project'; Lines = 'home 2 1 0 2', 'work 0 0 1 1', ' 0 0 0 1' }
            @{ By = 'Priority'; Lines = 'Normal 1 0 1 3', 'High 1 1 0 1' }
            @{ By = 'AssignedTo'; Lines = 'ann 1 0 0 1', "o'x`a 0 0 0 1", ' 1 1 1 2' }
            @{ By = 'Tag'; Lines = 'a 2 1 0 2', 'b 1 1 0 1', ' 0 0 1 2' }
        ) {
            $found = Measure-PgTask $By
            $found | Should -BeOfType PgTasks.PgTaskMeasure
            Get-Line $found | Should -BeExactly $Lines
            Get-Line (Invoke-PgTaskTransaction { Measure-PgTask -By $By }) | Should -BeExactly $Lines
        }

        It 'counts what a filter finds' {
            Get-Line (Measure-PgTask -Project home -Tag b) | Should -BeExactly 'Pending 1 1 0 1'
            Get-Line (Measure-PgTask Project -CompletedAfter today) | Should -BeExactly 'work 0 0 1 1'
            Get-Line (Measure-PgTask -Search two) | Should -BeExactly 'Pending 1 0 0 1'
            Measure-PgTask -Status Failed | Should -BeNullOrEmpty
        }

        It 'shows a table of its own that sends nothing to the terminal' {
            $text = Measure-PgTask AssignedTo | Out-String -Width 80
            $text | Should -Match 'Group +Open +Overdue +Completed +Total'
            $text.Contains([char] 7) | Should -BeFalse
        }

        It 'refuses what it does not know' {
            { Measure-PgTask Colour } | Should -Throw -ErrorId 'CannotConvertArgumentNoMessage,PgTasks.Commands.MeasurePgTaskCommand'
            { Measure-PgTask -Project $nothing } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
        }
    }
}
