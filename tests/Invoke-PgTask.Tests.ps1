BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
}

AfterAll { Remove-TestStore $store }

Describe 'Invoke-PgTask' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task, pgtasks.worker'
        $tasks = 'one', 'two', 'three' | Add-PgTask
    }

    It 'runs the block for each task where it stands, and completes it' {
        $outside = 'here'
        $output = Invoke-PgTask { param($Task) "$($Task.Title) $($_.Title) $outside $([runspace]::DefaultRunspace.Id)" } 6> $null
        $here = [runspace]::DefaultRunspace.Id
        $output | Should -BeExactly "one one here $here", "two two here $here", "three three here $here"
        (Get-PgTask -All).Status | Should -Be Completed, Completed, Completed
        Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.worker' | Should -Be 0
    }

    It 'says what it has done' {
        $null = Invoke-PgTask { if ($_.Title -eq 'two') { throw 'no' } } -InformationVariable said -ErrorAction SilentlyContinue 6> $null
        $summary = $said[-1].MessageData
        $summary | Should -BeOfType PgTasks.PgTaskWorkSummary
        $summary.Completed, $summary.Retried, $summary.Failed, $summary.Lost, $summary.Returned | Should -Be 2, 1, 0, 0, 0
    }

    It 'tries again what fails, with what went wrong and where, until its attempts are used up' {
        $null = Set-PgTask $tasks.Id -MaxAttempts 2
        $null = Invoke-PgTask { if ($_.Title -eq 'two') { throw 'no two' } } -ErrorVariable errors -ErrorAction SilentlyContinue 6> $null
        "$errors" | Should -Match 'no two'
        $failed = Get-PgTask two
        $failed.Status, $failed.Attempts | Should -Be Pending, 1
        $failed.LastError | Should -Match 'no two[\s\S]*Invoke-PgTask.Tests.ps1'
        $failed.NotBefore | Should -BeGreaterThan (Get-Date)
        Set-PgTask $failed.Id -NotBefore $null
        $null = Invoke-PgTask { throw 'still no' } -ErrorAction SilentlyContinue 6> $null
        (Get-PgTask two).Status | Should -Be Failed
    }

    It 'takes MaxAttempts and Backoff from who runs it' {
        $null = Invoke-PgTask { throw 'no' } -MaxAttempts 3 -Backoff 0 -ErrorAction SilentlyContinue 6> $null
        (Get-PgTask).Attempts | Should -Be 3, 3, 3
        (Get-PgTask).Status | Should -Be Failed, Failed, Failed
    }

    It 'keeps the output as the result, and gives it all the same' {
        $out = Invoke-PgTask { @{ title = $_.Title; n = 1 }; if ($_.Title -eq 'two') { 2 } } -KeepResult 6> $null
        $out.Count | Should -Be 4
        $done = Get-PgTask -All
        $done[0].Result.title, $done[0].Result.n | Should -Be one, 1
        $done[1].Result.Count | Should -Be 2
    }

    It 'fails a task whose result the database cannot keep, and holds it no longer' {
        $null = Invoke-PgTask { "a`0b" } -MaxTasks 1 -KeepResult -ErrorAction SilentlyContinue -WarningAction SilentlyContinue 6> $null
        $task = Get-PgTask one
        $task.Status, $task.Attempts | Should -Be Pending, 1
        $task.LastError | Should -Not -BeNullOrEmpty
    }

    It 'keeps what went wrong though it is no whole text' {
        $null = Invoke-PgTask { throw "a`0b$([char] 0xD800)" } -MaxTasks 1 -ErrorAction SilentlyContinue 6> $null
        (Get-PgTask one).LastError | Should -BeLike "a$([char] 0xFFFD)b$([char] 0xFFFD)*"
    }

    It 'ends after MaxTasks, at its time, and by filters' {
        (Invoke-PgTask { $_.Title } -MaxTasks 2 6> $null) | Should -BeExactly one, two
        $null = Add-PgTask other -Project p
        (Invoke-PgTask { $_.Title } -Project p 6> $null) | Should -BeExactly other
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        (Invoke-PgTask { $_.Title } -Until 2s 6> $null) | Should -BeExactly three
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 0.9
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 8
        { Invoke-PgTask { } -Until soon } | Should -Throw -ErrorId 'Parameter*'
    }

    It 'gives back what has not ended when the pipeline does' {
        Invoke-PgTask { $_.Title } 6> $null | Select-Object -First 1 | Should -BeExactly one
        # The first was under way.
        $left = Get-PgTask -All
        $left.Status | Should -Be Pending, Pending, Pending
        $left.Attempts | Should -Be 0, 0, 0
    }

    It 'ends one task by break, continue and return, and not the worker' {
        (Invoke-PgTask { if ($_.Title -eq 'one') { break }; if ($_.Title -eq 'two') { continue }; 'end' } 6> $null) |
            Should -BeExactly end
        (Get-PgTask -All).Status | Should -Be Completed, Completed, Completed
    }

    It 'stops at the first failure with -ErrorAction Stop, and gives the rest back' {
        { Invoke-PgTask { Get-Item /no/such/file } -ErrorAction Stop 6> $null } | Should -Throw -ErrorId 'PathNotFound,*'
        (Get-PgTask).Attempts | Should -Be 1, 0, 0
        (Get-PgTask)[0].LastError | Should -Match 'no/such/file'
    }

    It 'goes on after an error that does not end the block' {
        $null = Invoke-PgTask { Write-Error 'only said' } -ErrorVariable errors -ErrorAction SilentlyContinue 6> $null
        (Get-PgTask -All).Status | Should -Be Completed, Completed, Completed
    }

    It 'keeps what Write-Progress says' {
        Invoke-PgTask -MaxTasks 1 {
            Write-Progress -Activity Copying -Status 'file 3' -PercentComplete 30
            $limit = [datetime]::UtcNow.AddSeconds(20)
            while (-not ($seen = (Get-PgTask $_.Id).Progress) -and [datetime]::UtcNow -lt $limit) { Start-Sleep -Milliseconds 50 }
            $seen
        } 6> $null | Should -BeExactly '30 % Copying: file 3'
    }

    It 'refuses to work within a transaction, does nothing with -WhatIf, and has a block' {
        { Invoke-PgTaskTransaction { Invoke-PgTask { } } } | Should -Throw -ErrorId 'WorkInTransaction,*'
        Invoke-PgTask { } -WhatIf
        (Get-PgTask).Status | Should -Be Pending, Pending, Pending
        { Invoke-PgTask $null } | Should -Throw -ErrorId 'Parameter*'
    }

    It 'completes in the transaction of the block' {
        Invoke-TestSql $store 'CREATE TABLE IF NOT EXISTS public.worked (task bigint); TRUNCATE public.worked'
        Invoke-PgTask {
            $task = $_
            Invoke-PgTaskTransaction {
                Invoke-PgTaskQuery 'INSERT INTO public.worked VALUES (@id)' -Parameter @{ id = $task.Id }
                $task | Complete-PgTask
            }
        } -InformationVariable said 6> $null
        Invoke-TestSql $store 'SELECT count(*) FROM public.worked' | Should -Be 3
        $said[-1].MessageData.Completed | Should -Be 3
    }

    Context 'with -ThrottleLimit' {
        It 'runs blocks side by side, in runspaces with the module, the session and what $using: names' {
            1..20 | ForEach-Object { "t$_" } | Add-PgTask > $null
            $word = @{ inner = 'said' }
            $output = Invoke-PgTask -ThrottleLimit 3 {
                param($Task)
                Start-Sleep -Milliseconds 20
                [pscustomobject]@{
                    Title = $Task.Title; Word = $using:word.inner; Runspace = [runspace]::DefaultRunspace.Id
                    Status = (Get-PgTask $Task.Id).Status; Place = "$PWD"
                }
            } 6> $null
            $output.Count | Should -Be 23
            $output.Title | Sort-Object -Unique | Should -HaveCount 23
            $output.Word | Sort-Object -Unique | Should -BeExactly said
            $output.Status | Sort-Object -Unique | Should -Be Running
            $output.Place | Sort-Object -Unique | Should -BeExactly "$PWD"
            ($output.Runspace | Sort-Object -Unique).Count | Should -BeGreaterThan 1
            Get-PgTask | Should -BeNullOrEmpty
        }

        It 'writes what the blocks write, each to its stream' {
            $all = Invoke-PgTask -ThrottleLimit 2 -Verbose -WarningVariable warnings -ErrorVariable errors -ErrorAction SilentlyContinue {
                'out'; Write-Warning 'warned'; Write-Verbose 'verbosely'; if ($_.Title -eq 'two') { throw 'thrown' }
            } 4>&1 6> $null 3> $null
            ($all | Where-Object { $_ -is [string] }) | Should -BeExactly out, out, out
            ($all | Where-Object { "$_" -eq 'verbosely' }) | Should -HaveCount 3
            $warnings | Should -HaveCount 3
            "$errors" | Should -Match thrown
            (Get-PgTask two).LastError | Should -Match thrown
        }

        It 'gives back what has not ended when the pipeline does' {
            Invoke-PgTask -ThrottleLimit 2 { $_.Title; if ($_.Title -ne 'one') { Start-Sleep 30 } } 6> $null | Select-Object -First 1 > $null
            Get-PgTask -Status Running | Should -BeNullOrEmpty
            (Get-PgTask two).Attempts | Should -Be 0
        }

        It 'stops the block of a task that is called off, and goes on' {
            $session = Get-PgTaskSession
            $module = (Get-Module PgTasks).Path
            $id = $tasks[1].Id
            $job = Start-ThreadJob {
                Import-Module $using:module
                while ((Get-PgTask $using:id -Session $using:session).Status -ne 'Running') { Start-Sleep -Milliseconds 20 }
                Start-Sleep -Milliseconds 300
                Stop-PgTask $using:id -Session $using:session
            }
            try {
                $watch = [System.Diagnostics.Stopwatch]::StartNew()
                $null = Invoke-PgTask -ThrottleLimit 2 { if ($_.Title -eq 'two') { Start-Sleep 60 } } -InformationVariable said 6> $null 3> $null
                $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
                $said[-1].MessageData.Lost | Should -Be 1
                (Get-PgTask -All).Status | Should -Be Completed, Cancelled, Completed
            }
            finally {
                $job | Remove-Job -Force
            }
        }
    }

    It 'waits for tasks with -Until Forever, is told of them, and holds them for as long as they take' {
        Get-PgTask | Remove-PgTask
        $script = {
            param($module, $connection)
            Import-Module $module
            $null = Connect-PgTask -ConnectionString $connection
            Invoke-PgTask { Start-Sleep 7; 'worked' } -Until Forever -Lease 3s
        }
        $shell = [powershell]::Create().AddScript($script).AddArgument((Get-Module PgTasks).Path).AddArgument($store)
        $running = $shell.BeginInvoke()
        try {
            $limit = [datetime]::UtcNow.AddSeconds(30)
            while (-not (Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.worker WHERE waiting') -and [datetime]::UtcNow -lt $limit) {
                Start-Sleep -Milliseconds 20
            }
            $new = Add-PgTask new
            Start-Sleep 5
            # Longer than the lease.
            Request-PgTask | Should -BeNullOrEmpty
            ($new | Wait-PgTask -Timeout 30).Status | Should -Be Completed
            (Get-PgTask $new.Id).Attempts | Should -Be 1
        }
        finally {
            $shell.Stop()
            $shell.Dispose()
        }

        Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.worker' | Should -Be 0
    }

    It 'gives back what it holds when its process is told to end' {
        $script = "Import-Module '$((Get-Module PgTasks).Path)'; `$null = Connect-PgTask -ConnectionString '$($store)'; Invoke-PgTask { Start-Sleep 60 } -Lease 5m"
        $encoded = [Convert]::ToBase64String([System.Text.Encoding]::Unicode.GetBytes($script))
        $pwsh = (Get-Process -Id $PID).Path
        # As a tool of .NET it is a library that dotnet runs.
        $first = [System.IO.Path]::GetFileNameWithoutExtension($pwsh) -eq 'dotnet' ? @(Join-Path $PSHOME pwsh.dll) : @()
        $process = Start-Process $pwsh -ArgumentList ($first + '-NoProfile', '-EncodedCommand', $encoded) -PassThru
        try {
            $limit = [datetime]::UtcNow.AddSeconds(60)
            while (-not (Get-PgTask -Status Running) -and [datetime]::UtcNow -lt $limit) { Start-Sleep -Milliseconds 50 }
            Get-PgTask -Status Running | Should -Not -BeNullOrEmpty
            & kill -TERM $process.Id
            $process.WaitForExit(20000) | Should -BeTrue
            Get-PgTask -Status Running | Should -BeNullOrEmpty
            (Get-PgTask).Attempts | Should -Be 0, 0, 0
        }
        finally {
            if (-not $process.HasExited) { $process.Kill() }
        }
    }
}

Describe 'Invoke-PgTaskStep' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task, pgtasks.worker'
        $task = Add-PgTask steps
        $count = @{ first = 0; second = 0 }
        $block = {
            $first = Invoke-PgTaskStep first { $count.first++; Get-Date '2026-01-02'; [pscustomobject]@{ n = 1 } }
            Invoke-PgTaskStep 'second "step"' { $count.second++ }
            "$($first[0].GetType().Name) $($first[1].n)"
            if ($_.Attempts -lt 3) { throw 'again' }
        }
    }

    It 'does a step once, however often the task is tried' {
        $out = Invoke-PgTask $block -Backoff 0 -ErrorAction SilentlyContinue 6> $null
        $out | Should -BeExactly 'DateTime 1', 'DateTime 1', 'DateTime 1'
        $count.first, $count.second | Should -Be 1, 1
        (Get-PgTask $task.Id).Status | Should -Be Completed
        Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.step' | Should -Be 0
    }

    It 'does again a step that has failed' {
        $null = Invoke-PgTask { Invoke-PgTaskStep one { $count.first++; if ($count.first -lt 3) { throw 'no' } } } -Backoff 0 -ErrorAction SilentlyContinue 6> $null
        $count.first | Should -Be 3
    }

    It 'works with a claim, and refuses one that is lost' {
        $claim = Request-PgTask
        $claim | Invoke-PgTaskStep one { 1 } | Should -Be 1
        $claim | Invoke-PgTaskStep one { 2 } | Should -Be 1
        Unlock-PgTask $claim.Id -Force
        { $claim | Invoke-PgTaskStep one { 3 } } | Should -Throw -ErrorId 'LeaseLost,*'
        { $claim | Invoke-PgTaskStep two { 3 } } | Should -Throw -ErrorId 'LeaseLost,*'
        { Invoke-PgTaskStep one { 3 } } | Should -Throw -ErrorId 'NoCurrentTask,*'
        { $claim | Invoke-PgTaskStep ' ' { 3 } } | Should -Throw -ErrorId 'Parameter*'
    }

    It 'is kept in a runspace of its own, too' {
        $null = Invoke-PgTask -ThrottleLimit 2 { Invoke-PgTaskStep one { 5 }; if ($_.Attempts -lt 2) { throw 'again' } } -Backoff 0 -ErrorAction SilentlyContinue 6> $null
        (Get-PgTask $task.Id).Status | Should -Be Completed
    }
}
