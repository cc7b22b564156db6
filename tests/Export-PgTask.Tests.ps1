BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    $class = 'PgTasks.Commands.ExportPgTaskCommand'
    $kept = 'Title', 'Description', 'Status', 'Priority', 'Project', 'Due', 'AssignedTo', 'CreatedAt', 'CreatedBy',
        'UpdatedAt', 'UpdatedBy', 'StartedAt', 'CompletedAt', 'NotBefore', 'Attempts', 'MaxAttempts', 'LastError'

    function Get-KeptText($tasks) {
        $tasks | ForEach-Object {
            $task = $_
            ($kept.ForEach({ $task.$_ }) + ($task.Tags -join '|') + ($task.Data | ConvertTo-Json -Compress)) -join '; '
        }
    }
}

AfterAll { Remove-TestStore $store }

Describe 'Export-PgTask' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task'
        Get-ChildItem $TestDrive -Force | Remove-Item -Recurse
        $path = Join-Path $TestDrive tasks.csv
    }

    It 'writes a file that gives the same tasks: <Name>' -ForEach @(
        @{ Name = 'tasks.csv' }, @{ Name = 'tasks.tsv' }, @{ Name = 'tasks.json' }, @{ Name = 'tasks.jsonl' }
        @{ Name = 'tasks.csv.gz' }, @{ Name = 'tasks.jsonl.gz' }
    ) {
        $null = Add-PgTask "a, ""b""`n🐘`tc" ' d ' -Priority High -Project p -Tag 'x', 'y,z', '"q"', '{' `
            -Due '2030-01-01 12:00' -NotBefore ([datetime]::MaxValue) -Data @{ k = "v`n" } -MaxAttempts 3
        Add-PgTask done | Complete-PgTask
        $before = Get-KeptText (Get-PgTask)
        $path = Join-Path $TestDrive $Name
        Export-PgTask $path | Should -BeNullOrEmpty
        Invoke-TestSql $store 'TRUNCATE pgtasks.task'
        (Import-PgTask $path).Imported | Should -Be 2
        Get-KeptText (Get-PgTask) | Should -BeExactly $before
    }

    It 'writes <Encoding>' -ForEach @(
        @{ Encoding = 'utf8'; Mark = @() }
        @{ Encoding = 'utf8BOM'; Mark = 0xEF, 0xBB, 0xBF }
        @{ Encoding = 'unicode'; Mark = 0xFF, 0xFE }
    ) {
        $null = Add-PgTask café
        Export-PgTask $path -Encoding $Encoding
        $bytes = [IO.File]::ReadAllBytes($path)
        $bytes[0..2][0..($Mark.Count)][0] | Should -Be ($Mark ? $Mark[0] : [byte][char]'I')
        (Import-Csv $path).Title | Should -BeExactly café
    }

    It 'gives a table that Import-Csv reads' {
        $null = Add-PgTask one -Tag a, b
        Export-PgTask $path -Delimiter ';'
        $row = Import-Csv $path -Delimiter ';'
        $row.psobject.Properties.Name | Should -Be ([PgTasks.PgTask].GetProperties().Name -ne 'AllDay' -ne 'Blocked')
        $row.Title, $row.Tags, $row.Status | Should -BeExactly one, 'a,b', Pending
    }

    It 'writes those of a status alone' {
        Add-PgTask a | Complete-PgTask
        $null = Add-PgTask b
        Export-PgTask $path -Status Pending
        (Import-Csv $path).Title | Should -BeExactly b
    }

    It 'writes the tasks of the pipeline alone, and needs no session for that' {
        $tasks = 'a', 'b', 'c' | Add-PgTask
        $tasks[0, 2] | Export-PgTask $path
        (Import-Csv $path).Title | Should -BeExactly a, c
        @() | Export-PgTask $path -Force
        Import-Csv $path | Should -BeNullOrEmpty
        $runspace = New-TestRunspace
        Invoke-TestRunspace $runspace { param($tasks, $path) $tasks | Export-PgTask $path -Force } $tasks $path
        $runspace.Dispose()
        (Import-Csv $path).Count | Should -Be 3
    }

    It 'leaves a file alone, unless forced' {
        Set-Content $path mine
        $null = Add-PgTask a
        { Export-PgTask $path } | Should -Throw -ErrorId "FileExists,$class"
        Get-Content $path | Should -BeExactly mine
        Export-PgTask $path -Force
        (Import-Csv $path).Title | Should -BeExactly a
    }

    It 'adds to a file: <Name>' -ForEach @(
        @{ Name = 'tasks.csv' }, @{ Name = 'tasks.jsonl' }, @{ Name = 'tasks.csv.gz' }, @{ Name = 'new.jsonl.gz' }
    ) {
        $path = Join-Path $TestDrive $Name
        $null = Add-PgTask a
        Export-PgTask $path -Append -Encoding unicode
        Export-PgTask $path -Append -Encoding unicode
        (Import-PgTask $path -Encoding unicode).Imported | Should -Be 2
    }

    It 'refuses to add to what is no such file: <Id>' -ForEach @(
        @{ Id = 'HeaderMismatch'; Name = 'x.csv'; Text = 'Title,Id' }
        @{ Id = 'AppendNotSupported'; Name = 'x.json'; Text = '[]' }
    ) {
        $path = Join-Path $TestDrive $Name
        Set-Content $path $Text
        { Export-PgTask $path -Append } | Should -Throw -ErrorId "$Id,$class"
        Get-Content $path | Should -BeExactly $Text
        (Get-ChildItem $TestDrive -Force).Name | Should -Be $Name
    }

    It 'leaves nothing behind where it fails' {
        $null = 'a', '☃' | Add-PgTask
        { Export-PgTask $path -Encoding latin1 } | Should -Throw -ErrorId "CharacterNotEncodable,$class"
        { Export-PgTask (Join-Path $TestDrive no such.csv) } | Should -Throw -ErrorId "FileNotWritable,$class"
        { Export-PgTask (Join-Path $TestDrive x.txt) } | Should -Throw -ErrorId "UnknownFormat,$class"
        Get-ChildItem $TestDrive -Force | Should -BeNullOrEmpty
    }

    It 'writes through a link' -Skip:$IsWindows {
        $null = Add-PgTask a
        $link = New-Item (Join-Path $TestDrive link.csv) -ItemType SymbolicLink -Value $path
        Set-Content $path mine
        Export-PgTask $link.FullName -Force
        (Get-Item $link).LinkType | Should -Be SymbolicLink
        (Import-Csv $path).Title | Should -BeExactly a
    }

    It 'emits the file with -PassThru, and makes none with -WhatIf' {
        Export-PgTask $path -WhatIf -PassThru | Should -BeNullOrEmpty
        Test-Path $path | Should -BeFalse
        $file = Export-PgTask -LiteralPath $path -PassThru
        $file | Should -BeOfType System.IO.FileInfo
        $file.FullName | Should -Be $path
    }

    It 'sees its own transaction' {
        Start-PgTaskTransaction
        $null = Add-PgTask a
        Export-PgTask $path
        Undo-PgTaskTransaction
        (Import-Csv $path).Title | Should -BeExactly a
    }

    It 'ends with Ctrl+C, and leaves no file' {
        $end = Stop-BlockedCommand $store ([scriptblock]::Create("Export-PgTask '$path'"))
        $end.State | Should -Be Stopped
        $end.Stopped.TotalSeconds | Should -BeLessThan 2
        $end.Errors | Should -BeNullOrEmpty
        Get-ChildItem $TestDrive -Force | Should -BeNullOrEmpty
    }
}
