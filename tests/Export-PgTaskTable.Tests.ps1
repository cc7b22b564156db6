BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    Invoke-TestSql $store @'
        CREATE TABLE users (id int, name text);
        INSERT INTO users VALUES (1, 'Ann'), (2, 'B "q", é'), (3, NULL);
        CREATE VIEW "Some users" AS SELECT * FROM users WHERE id < 2
'@
    function Get-ErrorId([scriptblock] $Command) {
        try { & $Command | Out-Null } catch { $_.FullyQualifiedErrorId -replace ',.*' }
    }
}

AfterAll { Remove-TestStore $store }

Describe 'Export-PgTaskTable' {
    BeforeEach { $file = Join-Path $TestDrive "$(New-Guid).csv" }

    It 'writes a table as CSV' {
        Export-PgTaskTable users $file | Should -BeNullOrEmpty
        $rows = Import-Csv $file
        $rows.id | Should -Be 1, 2, 3
        $rows.name | Should -BeExactly Ann, 'B "q", é', ''
    }

    It 'writes a view, a query, and a comment at its end does no harm' {
        Export-PgTaskTable -Table '"Some users"' -Path $file
        @(Import-Csv $file).name | Should -BeExactly Ann
        Export-PgTaskTable -Query 'SELECT id * 2 AS twice FROM users ORDER BY id; -- all' -Path $file -Force
        (Import-Csv $file).twice | Should -Be 2, 4, 6
    }

    It 'takes a delimiter, and leaves the header out' {
        Export-PgTaskTable -Query 'SELECT 1, 2' -Path $file -Delimiter ';' -NoHeader
        Get-Content $file | Should -BeExactly '1;2'
    }

    It 'emits the file with -PassThru, of a literal path too' {
        $odd = Join-Path $TestDrive 'odd [1].csv'
        $made = Export-PgTaskTable users -LiteralPath $odd -PassThru
        $made | Should -BeOfType System.IO.FileInfo
        $made.FullName | Should -BeExactly $odd
    }

    It 'replaces a file only with -Force' {
        Set-Content $file old
        Get-ErrorId { Export-PgTaskTable users $file } | Should -BeExactly FileExists
        Get-Content $file | Should -BeExactly old
        Export-PgTaskTable users $file -Force
        (Import-Csv $file).Count | Should -Be 3
    }

    It 'leaves what was there where it fails' {
        Set-Content $file old
        Get-ErrorId { Export-PgTaskTable nowhere $file -Force } | Should -BeExactly UndefinedTable
        Get-ErrorId { Export-PgTaskTable -Query 'SELECT 1 / (3 - id) FROM users' -Path $file -Force } |
            Should -BeExactly DivisionByZero
        Get-ErrorId { Export-PgTaskTable -Query 'SELECT $1' -Path $file -Force } | Should -BeExactly NotOneQuery
        Get-ErrorId { Export-PgTaskTable users (Join-Path $TestDrive no such.csv) } | Should -BeExactly FileNotWritable
        Get-Content $file | Should -BeExactly old
        (Get-ChildItem $TestDrive -Force -File).Name | Should -Not -BeLike "*$(Split-Path $file -Leaf).*"
    }

    It 'writes through a link, and keeps who may read the file' -Skip:$IsWindows {
        $link = Join-Path $TestDrive link.csv
        Set-Content $file old
        [IO.File]::SetUnixFileMode($file, 'UserRead, UserWrite')
        $null = New-Item -ItemType SymbolicLink $link -Target $file
        Export-PgTaskTable users $link -Force
        (Get-Item $link).LinkType | Should -BeExactly SymbolicLink
        (Import-Csv $file).Count | Should -Be 3
        [int][IO.File]::GetUnixFileMode($file) | Should -Be ([int][IO.UnixFileMode]'UserRead, UserWrite')
    }

    It 'works in a transaction, and does nothing with -WhatIf' {
        Export-PgTaskTable users $file -WhatIf
        Test-Path $file | Should -BeFalse
        Invoke-PgTaskTransaction {
            Invoke-PgTaskQuery "INSERT INTO users VALUES (4, 'new')"
            Export-PgTaskTable users $file
            Invoke-PgTaskQuery 'DELETE FROM users WHERE id = 4'
        }
        @(Import-Csv $file).Count | Should -Be 4
    }

    It 'ends on the server when it is stopped among the rows' {
        $runspace = New-TestRunspace $store slow
        $shell = [powershell]::Create($runspace).AddScript(
            "Export-PgTaskTable -Query 'SELECT pg_sleep(60)' -Path '$file'")
        $null = $shell.BeginInvoke()
        Wait-TestCondition { (Get-TestActivity $store slow).wait_event_type -contains 'Timeout' }
        $shell.Stop()
        Wait-TestCondition { -not (Get-TestActivity $store slow | Where-Object state -NE idle) }
        Get-ChildItem $TestDrive -Filter "$(Split-Path $file -Leaf)*" | Should -BeNullOrEmpty
        $runspace.Dispose()
    }

    It 'ends on the server when it is stopped, and leaves no file' {
        $result = Stop-BlockedCommand $store ([scriptblock]::Create("Export-PgTaskTable users '$file'")) -Table users
        $result.State | Should -Be Stopped
        Get-ChildItem $TestDrive -Filter "$(Split-Path $file -Leaf)*" | Should -BeNullOrEmpty
    }
}
