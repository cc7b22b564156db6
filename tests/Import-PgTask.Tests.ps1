BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    $class = 'PgTasks.Commands.ImportPgTaskCommand'

    function Set-TestFile($name, $content, $encoding = 'utf8') {
        $path = Join-Path $TestDrive $name
        Set-Content -LiteralPath $path -Value $content -Encoding $encoding
        $path
    }
}

AfterAll { Remove-TestStore $store }

Describe 'Import-PgTask' {
    BeforeEach { Invoke-TestSql $store 'TRUNCATE pgtasks.task' }

    Context 'CSV' {
        It 'stores every column, and tells what it did' {
            $path = Set-TestFile all.csv @'
MaxAttempts,Title,Description,Status,Priority,Project,Tags,Due,CreatedAt,UpdatedAt,StartedAt,CompletedAt,NotBefore,Data,Attempts,LastError,Id,ClaimedBy,LeaseUntil
3,"Tea, hot","two
lines",running,URGENT,p,"a, b",2030-01-01T01:00:00+01:00,2030-01-02,2030-01-03 12:00,2030-01-04T00:00Z,2030-01-05T00:00:00Z,infinity,"{""k"":[1]}",2,oops,99,me,2030-01-07
'@
            $result = Import-PgTask $path
            $result | Should -BeOfType PgTasks.PgTaskImportResult
            $result.Imported, $result.Skipped, $result.Path | Should -Be 1, 0, $path
            $result.Elapsed | Should -BeOfType timespan
            $task = Get-PgTask
            $task.Title, $task.Description, $task.Project, $task.LastError |
                Should -BeExactly 'Tea, hot', "two`nlines", p, oops
            $task.Status | Should -Be ([PgTasks.PgTaskStatus]::Running)
            $task.Priority | Should -Be ([PgTasks.PgTaskPriority]::Urgent)
            $task.Tags | Should -BeExactly a, b
            $task.Due | Should -Be ([datetime]'2030-01-01T00:00:00Z')
            $task.CreatedAt, $task.UpdatedAt | Should -Be ([datetime]'2030-01-02'), ([datetime]'2030-01-03 12:00')
            $task.StartedAt, $task.CompletedAt | Should -Be ([datetime]'2030-01-04Z'), ([datetime]'2030-01-05Z')
            $task.NotBefore | Should -Be ([datetime]::MaxValue)
            $task.Data.k | Should -Be 1
            $task.Attempts, $task.MaxAttempts | Should -Be 2, 3
            $task.ClaimedBy ?? $task.LeaseUntil | Should -BeNullOrEmpty
            $task.Id | Should -Not -Be 99
        }

        It 'keeps whose the tasks are, and where the file does not say it they are the session''s' {
            $null = Connect-PgTask $store -ActAs importer
            try {
                $null = Import-PgTask (Set-TestFile people.csv "Title,AssignedTo,CreatedBy,UpdatedBy`na,ann,bob,carl`nb,,,")
                $null = Import-PgTask (Set-TestFile plain.csv "Title`nc")
                $null = Import-PgTask (Set-TestFile people.json '[{"Title": "d", "AssignedTo": "ann", "UpdatedBy": "bob"}]')
            } finally {
                Disconnect-PgTask
            }

            (Get-PgTask).ForEach{ $_.Title, $_.AssignedTo, $_.CreatedBy, $_.UpdatedBy -join ' ' } | Should -BeExactly `
                'a ann bob carl', 'b  importer importer', 'c  importer importer', 'd ann importer bob'
        }

        It 'takes an empty cell as not given' {
            $before = Get-Date
            Import-PgTask (Set-TestFile empty.csv "Title,Status,Priority,Tags,CreatedAt,Data,MaxAttempts`nx,,,,,,")
            $task = Get-PgTask
            "$($task.Status) $($task.Priority) $($task.MaxAttempts)" | Should -Be 'Pending Normal 5'
            $task.Tags | Should -BeNullOrEmpty
            $task.Data | Should -BeNullOrEmpty
            ($task.CreatedAt - $before).Duration().TotalMinutes | Should -BeLessThan 1
        }

        It 'reads what stands in <Encoding>' -ForEach @(
            @{ Encoding = 'utf8'; Mark = $false }
            @{ Encoding = 'utf8BOM'; Mark = $true }
            @{ Encoding = 'unicode'; Mark = $true }
            @{ Encoding = 'bigendianunicode'; Mark = $true }
            @{ Encoding = 'utf32'; Mark = $true }
            @{ Encoding = 'latin1'; Mark = $false }
        ) {
            $path = Set-TestFile encoded.csv "Title`ncafé" $Encoding
            $null = $Mark ? (Import-PgTask $path) : (Import-PgTask $path -Encoding $Encoding)
            (Get-PgTask).Title | Should -BeExactly café
        }

        It 'takes a delimiter, and a tab in .tsv' {
            $null = Import-PgTask (Set-TestFile semi.csv "Title;Project`na;p") -Delimiter ';'
            $null = Import-PgTask (Set-TestFile tab.tsv "Title`tProject`nb`tq")
            (Get-PgTask).Project | Should -BeExactly p, q
        }

        It 'unpacks gzip, whatever its name' {
            $path = Join-Path $TestDrive packed.csv
            $file = [IO.Compression.GZipStream]::new([IO.File]::Create($path), [IO.Compression.CompressionMode]::Compress)
            $file.Write([Text.Encoding]::UTF8.GetBytes("Title`npacked`n"))
            $file.Dispose()
            $null = Import-PgTask $path
            (Get-PgTask).Title | Should -BeExactly packed
        }
    }

    Context 'JSON' {
        It 'reads <Name>' -ForEach @(
            @{ Name = 'array.json'; Text = '[{"title":"a","tags":["x","y,z"],"data":{"k":[1]}},{"title":"b"}]' }
            @{ Name = 'lines.jsonl'; Text = "{""Title"":""a"",""Tags"":[""x"",""y,z""],""Data"":{""k"":[1]}}`n{""Title"":""b""}" }
        ) {
            (Import-PgTask (Set-TestFile $Name $Text)).Imported | Should -Be 2
            $tasks = Get-PgTask
            $tasks.Title | Should -BeExactly a, b
            $tasks[0].Tags | Should -BeExactly x, 'y,z'
            $tasks[0].Data.k | Should -Be 1
        }

        It 'reads what ConvertTo-Json makes of a task' {
            $task = Add-PgTask t -Priority High -Tag a, b -Due '2030-01-01' -Data @{ k = 1 }
            $null = $task | ConvertTo-Json -Depth 5 | Import-PgTask -Format Json
            $copy = (Get-PgTask)[1]
            $copy.Priority, $copy.Due, $copy.Data.k | Should -Be $task.Priority, $task.Due, 1
            $copy.Tags | Should -BeExactly a, b
        }
    }

    Context 'times' {
        It 'reads them as people write them' {
            $path = Set-TestFile times.csv "Title,Due,NotBefore`na,tomorrow,2030-W01-3`nb,someday,someday`nc,eom 17:00,1 Jan 2030"
            $days = @((Get-Date).Date)
            $null = Import-PgTask $path
            $days += (Get-Date).Date
            $tasks = Get-PgTask
            $tasks[0].Due | Should -BeIn $days.AddDays(1)
            $tasks[0].NotBefore | Should -Be (Get-Date '2030-01-02')
            $tasks[1].Due | Should -Be $null
            $tasks[1].NotBefore | Should -Be ([datetime]::MaxValue)
            $tasks[2].Due | Should -BeIn $days.ForEach({ $_.AddDays(1 - $_.Day).AddMonths(1).AddDays(-1).AddHours(17) })
            $tasks[2].NotBefore | Should -Be (Get-Date '2030-01-01')
        }

        It 'reads them in JSON' {
            $before = (Get-Date).Date
            $null = '[{ "Title": "a", "Due": "today" }]' | Import-PgTask -Format Json
            (Get-PgTask).Due | Should -BeIn $before, (Get-Date).Date
        }

        It 'does not guess at <_>' -ForEach '12/01/2026', '3', '3m' {
            $path = Set-TestFile guess.csv "Title,Due`na,$_"
            Import-PgTask $path -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors.FullyQualifiedErrorId | Should -Be "InvalidRow,$class"
            $errors[0].TargetObject.Column, $errors[0].TargetObject.Value | Should -Be Due, $_
        }
    }

    Context 'which files' {
        It 'takes wildcards and several paths, with a result each' {
            $paths = 'w1.csv', 'w2.csv', 'v.csv' | ForEach-Object { Set-TestFile $_ "Title`n$_" }
            $results = Import-PgTask (Join-Path $TestDrive 'w?.csv'), $paths[2]
            $results.Path | Should -Be $paths
            (Get-PgTask).Title | Should -BeExactly w1.csv, w2.csv, v.csv
        }

        It 'takes files from the pipeline' {
            $null = Get-Item (Set-TestFile piped.csv "Title`nx") | Import-PgTask
            (Get-PgTask).Title | Should -BeExactly x
        }

        It 'takes an exact name by -LiteralPath' {
            $path = Set-TestFile '[x].csv' "Title`nx"
            (Import-PgTask -LiteralPath $path).Imported | Should -Be 1
        }

        It 'takes lines of the pipeline' {
            $path = Set-TestFile lines.csv "Title,Description`nx,""a`nb"""
            $result = Get-Content $path | Import-PgTask -Format Csv
            $result.Path | Should -BeNullOrEmpty
            (Get-PgTask).Description | Should -BeExactly "a`nb"
        }

        It 'refuses lines without a format' {
            { 'Title', 'x' | Import-PgTask } | Should -Throw -ErrorId "FormatMissing,$class"
        }

        It 'reports <Id>, and goes on with the next file' -ForEach @(
            @{ Id = 'UnknownFormat'; Name = 'x.txt' }
            @{ Id = 'PathNotFound'; Name = 'missing.csv' }
        ) {
            if ($Id -ne 'PathNotFound') { Set-TestFile $Name x }
            $good = Set-TestFile good.csv "Title`ngood"
            $result = Import-PgTask (Join-Path $TestDrive $Name), $good -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors.FullyQualifiedErrorId | Should -Be "$Id,$class"
            $result.Path | Should -Be $good
        }
    }

    Context 'what cannot be read' {
        It 'says why: <Name>' -ForEach @(
            @{ Name = 'nothing is there'; Path = 'missing.csv'; Category = 'ObjectNotFound' }
            @{ Name = 'a directory'; Path = 'folder.csv'; Category = 'PermissionDenied' }
        ) {
            $null = New-Item -ItemType Directory -Force (Join-Path $TestDrive folder.csv)
            Import-PgTask -LiteralPath (Join-Path $TestDrive $Path) -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem.FullyQualifiedErrorId | Should -BeExactly "FileNotReadable,$class"
            $problem.CategoryInfo.Category | Should -Be $Category
        }
    }

    Context 'what is invalid' {
        It 'stores nothing, and names the place' {
            $path = Set-TestFile bad.csv "Title,Due`nok,`nbad,tomorow`nok,"
            Import-PgTask $path -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
            $errors.FullyQualifiedErrorId | Should -Be "InvalidRow,$class"
            $errors.CategoryInfo.Category | Should -Be InvalidData
            $row = $errors[0].TargetObject
            $row | Should -BeOfType PgTasks.PgTaskInvalidRow
            $row.Path, $row.Line, $row.Column, $row.Value | Should -Be $path, 3, Due, tomorow
            Get-PgTask | Should -BeNullOrEmpty
        }

        It 'throws with -ErrorAction Stop' {
            $path = Set-TestFile stop.csv "Title,Data`nok,1`nbad,{"
            { Import-PgTask $path -ErrorAction Stop } | Should -Throw -ErrorId "InvalidRow,$class"
        }

        It 'leaves bad rows out with -SkipInvalid, an error each' {
            $path = Set-TestFile skip.csv "Title,Data,Due`na,1,`n ,,`nb,{,`nc,,never`nd,2,"
            $result = Import-PgTask $path -SkipInvalid -ErrorVariable errors -ErrorAction SilentlyContinue
            $result.Imported, $result.Skipped | Should -Be 2, 3
            $errors.TargetObject.Line | Sort-Object | Should -Be 3, 4, 5
            $errors.FullyQualifiedErrorId | Should -Be (@("InvalidRow,$class") * 3)
            (Get-PgTask).Title | Should -BeExactly a, d
        }

        It 'refuses an unknown column, unless asked to ignore it' {
            $path = Set-TestFile unknown.csv "Title,Titel`na,b"
            Import-PgTask $path -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors.FullyQualifiedErrorId | Should -Be "UnknownColumn,$class"
            $errors[0].TargetObject.Column | Should -BeExactly Titel
            $errors[0].Exception.Message | Should -BeLike '*Title*'
            (Import-PgTask $path -IgnoreUnknown).Imported | Should -Be 1
        }

        It 'takes bytes that are no text for invalid' {
            $path = Set-TestFile latin.csv "Title`ncafé" latin1
            Import-PgTask $path -ErrorVariable errors -ErrorAction SilentlyContinue
            $errors[0].TargetObject.Line | Should -Be 2
            Get-PgTask | Should -BeNullOrEmpty
        }
    }

    Context 'around it' {
        It 'stores nothing with -WhatIf' {
            Import-PgTask (Set-TestFile whatif.csv "Title`nx") -WhatIf | Should -BeNullOrEmpty
            Get-PgTask | Should -BeNullOrEmpty
        }

        It 'is undone with its transaction' {
            $path = Set-TestFile tx.csv "Title`nx"
            Start-PgTaskTransaction
            (Import-PgTask $path).Imported | Should -Be 1
            $null = Get-PgTask | ConvertTo-Json -AsArray | Import-PgTask -Format Json
            @(Get-PgTask).Count | Should -Be 2
            Undo-PgTaskTransaction
            Get-PgTask | Should -BeNullOrEmpty
        }

        It 'ends with the name of the condition where the store is missing' {
            $empty = New-TestStore -Empty
            $session = Connect-PgTask $empty
            { Import-PgTask (Set-TestFile x.csv "Title`nx") -Session $session } |
                Should -Throw -ErrorId "UndefinedTable,$class"
            Remove-TestStore $empty
            $null = Connect-PgTask $store
        }

        It 'says on Ctrl+C what became of the file' -Skip:$IsWindows {
            $pipe = Join-Path $TestDrive 'never-ends.csv'
            mkfifo $pipe
            $start = [System.Diagnostics.ProcessStartInfo]@{
                FileName = [Environment]::ProcessPath; RedirectStandardOutput = $true; RedirectStandardError = $true
            }
            if ((Split-Path -Leaf $start.FileName) -eq 'dotnet') { $start.ArgumentList.Add((Join-Path $PSHOME pwsh.dll)) }
            '-NoProfile', '-NonInteractive', '-Command',
            "Import-Module '$PSScriptRoot/../PgTasks.psd1'; `$null = Connect-PgTask '$store'; Import-PgTask '$pipe'" |
                ForEach-Object { $start.ArgumentList.Add($_) }
            $child = [System.Diagnostics.Process]::Start($start)
            # Opens once the child reads.
            $writer = [System.IO.FileStream]::new($pipe, 'Open', 'Write', 'ReadWrite', 1)
            try {
                $writer.Write([byte[]][char[]]"Title`none`n")
                $output = $child.StandardOutput.ReadToEndAsync()
                kill -INT $child.Id
                $child.WaitForExit(20000) | Should -BeTrue
            } finally {
                $writer.Dispose()
                if (-not $child.HasExited) { $child.Kill() }
            }

            $output.Result.Contains('never-ends.csv') | Should -BeTrue
            Get-PgTask | Should -BeNullOrEmpty
        }
        It 'ends with Ctrl+C, and has stored nothing' {
            $path = Set-TestFile stopped.csv "Title`nx"
            $end = Stop-BlockedCommand $store ([scriptblock]::Create("Import-PgTask '$path'"))
            $end.State | Should -Be Stopped
            $end.Stopped.TotalSeconds | Should -BeLessThan 2
            $end.Errors | Should -BeNullOrEmpty
            $end.TasksAfter | Should -Be 0
        }
    }
}
