BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
}

AfterAll { Remove-TestStore $store }

Describe 'Notes' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task RESTART IDENTITY'
        $rent, $milk = 'Pay the rent', 'Buy milk' | Add-PgTask
    }

    It 'are added to tasks of the pipeline or by ids, one for each text' {
        $note = Get-PgTask $rent.Id | Add-PgTaskNote 'called the landlord'
        $note | Should -BeOfType ([PgTasks.PgTaskNote])
        $note.TaskId, $note.Text, $note.CreatedBy | Should -Be $rent.Id, 'called the landlord', (Get-PgTaskSession).UserName
        $note.CreatedAt.Kind | Should -Be Local
        Add-PgTaskNote $rent.Id, $milk.Id 'one', 'two' | Should -HaveCount 4
        (Get-PgTaskNote $rent.Id).Text | Should -BeExactly 'called the landlord', 'one', 'two'
        $rent, $milk | Add-PgTaskNote 'both' | ForEach-Object TaskId | Should -Be $rent.Id, $milk.Id
        (Get-PgTaskNote).Text | Should -BeExactly 'called the landlord', one, two, one, two, both, both
        (Get-PgTask $rent.Id).NoteCount | Should -Be 4
    }

    It 'take both from the properties of objects' {
        [pscustomobject]@{ Id = $milk.Id; Text = 'oat' } | Add-PgTaskNote | ForEach-Object Text | Should -BeExactly oat
        '{0}' -f (Get-PgTask $milk.Id | Add-PgTaskNote -Text { "on $($_.Title)" }).Text | Should -BeExactly 'on Buy milk'
    }

    It 'change their task' {
        $before = Get-PgTask $rent.Id
        $null = Add-PgTaskNote $rent.Id 'words'
        (Get-PgTask $rent.Id).UpdatedAt | Should -BeGreaterThan $before.UpdatedAt
    }

    It 'are TaskNotFound for each task that does not exist, and the others get theirs' {
        $notes = 999991, $rent.Id, 999992, $milk.Id | Add-PgTaskNote words -ErrorVariable errors `
            -ErrorAction SilentlyContinue
        $notes.TaskId | Should -Be $rent.Id, $milk.Id
        $errors.FullyQualifiedErrorId | Should -Be (, 'TaskNotFound,PgTasks.Commands.AddPgTaskNoteCommand' * 2)
        $errors.TargetObject | Should -Be 999991, 999992
        Get-PgTaskNote 999991 -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be 'TaskNotFound,PgTasks.Commands.GetPgTaskNoteCommand'
    }

    It 'fail alone where the database refuses their text' {
        $notes = 'a', "b`0", ' ', 'ü ☃' | ForEach-Object { [pscustomobject]@{ Id = $rent.Id; Text = $_ } } |
            Add-PgTaskNote -ErrorVariable errors -ErrorAction SilentlyContinue
        $notes.Text | Should -BeExactly 'a', 'ü ☃'
        $errors.FullyQualifiedErrorId | Should -Be (
            'CharacterNotInRepertoire,PgTasks.Commands.AddPgTaskNoteCommand', 'CheckViolation,PgTasks.Commands.AddPgTaskNoteCommand')
    }

    It 'go by their own number, or piped in' {
        $first, $second, $third = Add-PgTaskNote $rent.Id one, two, three
        Remove-PgTaskNote $second.NoteId
        $third | Remove-PgTaskNote
        (Get-PgTaskNote $rent.Id).Text | Should -BeExactly one
        (Get-PgTask $rent.Id).NoteCount | Should -Be 1
        Remove-PgTaskNote 999991 -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -Be 'NoteNotFound,PgTasks.Commands.RemovePgTaskNoteCommand'
        Get-PgTaskNote | Remove-PgTaskNote
        Get-PgTaskNote | Should -BeNullOrEmpty
        (Get-PgTask $rent.Id).NoteCount | Should -Be 0
    }

    It 'go with their task' {
        $null = $rent, $milk | Add-PgTaskNote words
        Remove-PgTask $rent.Id
        (Get-PgTaskNote).TaskId | Should -Be $milk.Id
    }

    It 'are not taken for tasks by the number that they have, nor tasks for notes' {
        $note = $milk | Add-PgTaskNote words
        Invoke-TestSql $store "UPDATE pgtasks.note SET id = $($rent.Id)"
        $note = Get-PgTaskNote
        $note.NoteId | Should -Be $rent.Id
        $note | Remove-PgTask -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors | Should -HaveCount 1
        $rent | Remove-PgTaskNote -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors | Should -HaveCount 1
        (Get-PgTask).Id | Should -Be $rent.Id, $milk.Id
        Get-PgTaskNote | Should -HaveCount 1
    }

    It 'do nothing with -WhatIf' {
        Add-PgTaskNote $rent.Id words -WhatIf
        Get-PgTaskNote | Should -BeNullOrEmpty
        $note = Add-PgTaskNote $rent.Id words
        $note | Remove-PgTaskNote -WhatIf
        Get-PgTaskNote | Should -HaveCount 1
    }

    It 'are undone with their transaction' {
        Start-PgTaskTransaction
        $null = 1..1500 | ForEach-Object { $rent } | Add-PgTaskNote words
        Get-PgTaskNote | ForEach-Object { Get-PgTask $_.TaskId } | Select-Object -First 2 | Should -HaveCount 2
        Get-PgTaskNote | Should -HaveCount 1500
        Undo-PgTaskTransaction
        Get-PgTaskNote | Should -BeNullOrEmpty
    }

    It 'show no control characters of the database to the terminal' {
        $note = Add-PgTaskNote $rent.Id "red `e[31m`nnext"
        $note.Text | Should -BeExactly "red `e[31m`nnext"
        $shown = $note | Out-String
        $shown | Should -Match '␛\[31m␊next'
        $shown | Should -Not -Match "`e"
    }
}
