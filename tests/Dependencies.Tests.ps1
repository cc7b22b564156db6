BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
}

AfterAll { Remove-TestStore $store }

Describe 'Dependencies' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task RESTART IDENTITY'
        $foundation, $walls, $roof = 'Lay the foundation', 'Build the walls', 'Put the roof on' | Add-PgTask
    }

    It 'are said by -DependsOn, by ids or by tasks' {
        $walls = Set-PgTask $walls.Id -DependsOn $foundation -PassThru
        $roof = Set-PgTask $roof.Id -DependsOn $foundation.Id, $walls -PassThru
        $roof.DependsOn | Should -Be $foundation.Id, $walls.Id
        $roof.Blocked | Should -BeTrue
        $roof.BlockedBy | Should -Be $foundation.Id, $walls.Id
        (Get-PgTask $foundation.Id).Blocking | Should -Be $walls.Id, $roof.Id
        (Get-PgTask $foundation.Id).Blocked | Should -BeFalse
        (Add-PgTask 'Move in' -DependsOn $roof).BlockedBy | Should -Be $roof.Id
    }

    It 'make a task wait until the last of them is completed or removed, and again when one is opened again' {
        $null = Set-PgTask $roof.Id -DependsOn $foundation, $walls
        Complete-PgTask $foundation.Id
        (Get-PgTask $roof.Id).BlockedBy | Should -Be $walls.Id
        Complete-PgTask $walls.Id
        $ready = Get-PgTask $roof.Id
        $ready.Blocked | Should -BeFalse
        $ready.DependsOn | Should -Be $foundation.Id, $walls.Id
        Restart-PgTask $walls.Id
        (Get-PgTask $roof.Id).Blocked | Should -BeTrue
        Remove-PgTask $walls.Id
        $ready = Get-PgTask $roof.Id
        $ready.Blocked, $ready.DependsOn | Should -Be $false, $foundation.Id
    }

    It 'are replaced by -DependsOn, and cleared by $null' {
        Set-PgTask $roof.Id -DependsOn $foundation
        (Set-PgTask $roof.Id -DependsOn $walls -PassThru).DependsOn | Should -Be $walls.Id
        (Set-PgTask $roof.Id -Title 'Roof' -PassThru).DependsOn | Should -Be $walls.Id
        (Set-PgTask $roof.Id -DependsOn $null -PassThru).DependsOn | Should -HaveCount 0
        Set-PgTask $roof.Id -DependsOn $walls
        (Set-PgTask $roof.Id -DependsOn @() -PassThru).DependsOn | Should -HaveCount 0
    }

    It 'are refused as TaskCycle where a task would wait for itself' {
        Set-PgTask $walls.Id -DependsOn $foundation
        Set-PgTask $roof.Id -DependsOn $walls
        Set-PgTask $foundation.Id -DependsOn $roof -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be 'TaskCycle,PgTasks.Commands.SetPgTaskCommand'
        $errors.TargetObject | Should -Be $foundation.Id
        Set-PgTask $roof.Id -DependsOn $roof -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be 'TaskCycle,PgTasks.Commands.SetPgTaskCommand'
        { Invoke-PgTaskQuery 'UPDATE pgtasks.task SET depends_on = ARRAY[$1::bigint] WHERE id = $2' `
                -ArgumentList $roof.Id, $foundation.Id } |
            Should -Throw -ErrorId 'TaskCycle,PgTasks.Commands.InvokePgTaskQueryCommand'
        (Get-PgTask $foundation.Id).DependsOn | Should -HaveCount 0
    }

    It 'name what does not exist: TaskNotFound for that task, and the others are added' {
        $added = 'one', 'two' | Add-PgTask -DependsOn 4711 -ErrorVariable errors -ErrorAction SilentlyContinue
        $added | Should -BeNullOrEmpty
        $errors.FullyQualifiedErrorId | Should -Be (, 'TaskNotFound,PgTasks.Commands.AddPgTaskCommand' * 2)
        $added = 1..3 | Add-PgTask -DependsOn { if ($_ -eq 2) { 4711 } else { $roof } } -ErrorVariable errors `
            -ErrorAction SilentlyContinue
        $added.Title | Should -Be 1, 3
        $added.BlockedBy | Should -Be $roof.Id, $roof.Id
        $errors.TargetObject | Should -Be 2
    }

    It 'are read of an object that has no number of its own, and left of one that has' {
        $added = [pscustomobject]@{ Title = 'csv'; DependsOn = "$($walls.Id),$($roof.Id)" } | Add-PgTask
        $added.DependsOn | Should -Be $walls.Id, $roof.Id
        $added | Add-PgTask -WarningVariable warnings -WarningAction SilentlyContinue |
            ForEach-Object DependsOn | Should -HaveCount 0
        $warnings | Should -HaveCount 1
        ($added | Add-PgTask -DependsOn { $_.DependsOn }).DependsOn | Should -Be $walls.Id, $roof.Id
    }

    It 'are no word that is no number, and not twelve for "1,2"' {
        (Add-PgTask a -DependsOn '1,2').DependsOn | Should -Be 1, 2
        foreach ($wrong in 'rent', 1.5, @{ a = 1 }, '1,x') {
            { Add-PgTask a -DependsOn $wrong } |
                Should -Throw -ErrorId 'ParameterArgumentTransformationError,PgTasks.Commands.AddPgTaskCommand'
        }

        [pscustomobject]@{ Title = 'x'; DependsOn = 'rent' } |
            Add-PgTask -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors.FullyQualifiedErrorId | Should -Be 'PropertyNotConvertible,PgTasks.Commands.AddPgTaskCommand'
    }

    It 'hold in a transaction, and are undone with it' {
        Start-PgTaskTransaction
        Set-PgTask $roof.Id -DependsOn $walls
        (Get-PgTask | Where-Object Blocked).Id | Should -Be $roof.Id
        Complete-PgTask $walls.Id
        (Get-PgTask $roof.Id).Blocked | Should -BeFalse
        Undo-PgTaskTransaction
        (Get-PgTask $roof.Id).DependsOn | Should -HaveCount 0
        (Get-PgTask $walls.Id).Status | Should -Be Pending
    }

    It 'do nothing with -WhatIf' {
        Set-PgTask $roof.Id -DependsOn $walls -WhatIf
        (Get-PgTask $roof.Id).DependsOn | Should -HaveCount 0
    }

    It 'stand in files as they are' {
        Set-PgTask $roof.Id -DependsOn $foundation, $walls
        $csv = Join-Path $TestDrive tasks.csv
        $json = Join-Path $TestDrive tasks.json
        Export-PgTask $csv
        Export-PgTask $json
        $row = Import-Csv $csv | Where-Object Id -EQ $roof.Id
        $row.DependsOn, $row.BlockedBy | Should -Be '1,2', '1,2'
        (Get-Content $json -Raw | ConvertFrom-Json | Where-Object Id -EQ $roof.Id).DependsOn | Should -Be 1, 2
        (Get-PgTask | ConvertTo-Csv | ConvertFrom-Csv).Count | Should -Be 3
    }
}
