BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    $class = 'PgTasks.Commands.RequestPgTaskCommand'
}

AfterAll { Remove-TestStore $store }

Describe 'Request-PgTask' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task, pgtasks.worker'
        $one, $two, $three = 'one', 'two', 'three' | Add-PgTask
    }

    It 'claims the next task, which is a task with its claim' {
        $claim = Request-PgTask
        $claim | Should -BeOfType PgTasks.PgTaskClaim
        $claim.Id, $claim.ClaimId, $claim.Attempts | Should -Be $one.Id, 1, 1
        $claim.Status | Should -Be Running
        $claim.ClaimedBy | Should -BeLike "*@$([Environment]::MachineName):$PID"
        $claim.LeaseUntil.Kind | Should -Be Local
        ($claim.LeaseUntil - $claim.UpdatedAt).TotalMinutes | Should -BeGreaterThan 4.9
        ($claim | Format-Table | Out-String) | Should -Match one
        $seen = Get-PgTask $one.Id
        $seen.ClaimedBy, $seen.LeaseUntil | Should -Be $claim.ClaimedBy, $claim.LeaseUntil
    }

    It 'claims as many as asked for, and nothing where nothing is ready' {
        (Request-PgTask 2).Id | Should -Be $one.Id, $two.Id
        (Request-PgTask -Count 2).Id | Should -Be $three.Id
        Request-PgTask | Should -BeNullOrEmpty
    }

    It 'loops to the end of a list of any size' {
        1..1200 | ForEach-Object { "t$_" } | Add-PgTask > $null
        $all = @(Request-PgTask -Count 100000)
        $all.Count | Should -Be 1203
        $all | Complete-PgTask
        Get-PgTask | Should -BeNullOrEmpty
    }

    It 'takes the lease as <_>' -ForEach '90s', '1m30s', '00:01:30', 'PT1M30S', 90, 90.0, '90', ([timespan]::FromSeconds(90)) {
        $claim = Request-PgTask -Lease $_
        [math]::Round(($claim.LeaseUntil - $claim.UpdatedAt).TotalSeconds) | Should -Be 90
    }

    It 'refuses the lease <_>' -ForEach '', '0', '-5m', 'soon', '5 parsecs', { 5 }, '99999999999h', ([double]::NaN), $null {
        { Request-PgTask -Lease $_ } | Should -Throw -ErrorId 'Parameter*'
        Get-PgTask -Status Running | Should -BeNullOrEmpty
    }

    It 'claims by Id, alone or from the pipeline, and says why not' {
        ($two, $three | Request-PgTask).Id | Should -Be $two.Id, $three.Id
        Complete-PgTask $one.Id
        $late = Add-PgTask late -NotBefore tomorrow
        $after = Add-PgTask after -DependsOn $late.Id
        $begun = Add-PgTask begun
        Start-PgTask $begun.Id
        $asked = $one.Id, $two.Id, $late.Id, $after.Id, $begun.Id, 999991
        Request-PgTask -Id $asked -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -Be TaskEnded, TaskClaimed, TaskNotReady, TaskNotReady,
            TaskNotReady, TaskNotFound
        $errors.TargetObject | Should -Be $asked
        $errors[0].FullyQualifiedErrorId | Should -BeExactly "TaskEnded,$class"
    }

    It 'claims what filters let through' {
        $a = Add-PgTask a -Project home.garden -Tag red, blue -AssignedTo ann -Priority Low
        $b = Add-PgTask b -Project Homework -Tag Red -Priority Urgent
        (Request-PgTask 9 -Project home).Id | Should -Be $a.Id
        $a.Id | Unlock-PgTask -Force
        (Request-PgTask 9 -Tag red -ExcludeTag blue).Id | Should -Be $b.Id
        (Request-PgTask 9 -AssignedTo a*).Id | Should -Be $a.Id
        $a.Id | Unlock-PgTask -Force
        (Request-PgTask 9 -Priority Low).Id | Should -Be $a.Id
        (Request-PgTask -Id $one.Id, $two.Id -Project home) | Should -BeNullOrEmpty
        { Request-PgTask -Project '[' } | Should -Throw -ErrorId "InvalidPattern,$class"
        (Request-PgTask 9 -Unassigned).Id | Should -Be $one.Id, $two.Id, $three.Id
        Set-PgTask $one.Id -AssignedTo (Get-PgTaskSession).UserName -Force
        Unlock-PgTask $one.Id -Force
        (Request-PgTask 9 -Mine).Id | Should -Be $one.Id
    }

    It 'waits for its time and no longer, and looks at once for what is there' {
        Request-PgTask 9 > $null
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        Request-PgTask -Wait -Timeout 300ms | Should -BeNullOrEmpty
        $watch.Elapsed.TotalSeconds | Should -BeGreaterThan 0.29
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 3
        Request-PgTask -Timeout 0 | Should -BeNullOrEmpty
        Unlock-PgTask $one.Id -Force
        (Request-PgTask -Wait).Id | Should -Be $one.Id
        $late = Add-PgTask late -NotBefore (Get-Date).AddSeconds(0.5)
        (Request-PgTask -Wait -Timeout 30).Id | Should -Be $late.Id
        Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.worker WHERE stays' | Should -Be 0
    }

    It 'hears of what <Name> makes ready' -ForEach @(
        @{ Name = 'Add-PgTask'; Make = { param($session) Add-PgTask new -Session $session } }
        @{ Name = 'Add-PgTask of many'; Make = { param($session) 1..3 | Add-PgTask -Session $session } }
        @{ Name = 'Restart-PgTask'; Make = { param($session, $id) Restart-PgTask $id -Force -Session $session } }
        @{ Name = 'Unlock-PgTask'; Make = { param($session, $id) Unlock-PgTask $id -Force -Session $session } }
        @{ Name = 'a transaction'; Make = { param($session)
                Select-PgTaskSession $session
                Invoke-PgTaskTransaction { Add-PgTask new }
            }
        }
    ) {
        Request-PgTask 9 > $null
        $made, $session, $id, $module = "$Make", (Get-PgTaskSession), $one.Id, (Get-Module PgTasks).Path
        $job = Start-ThreadJob {
            Import-Module $using:module
            while (-not (Invoke-PgTaskQuery 'SELECT count(*) FROM pgtasks.worker WHERE waiting' -Scalar -Session $using:session)) {
                Start-Sleep -Milliseconds 10
            }
            Start-Sleep -Milliseconds 100
            & ([scriptblock]::Create($using:made)) $using:session $using:id
            [datetime]::UtcNow
        }
        try {
            Request-PgTask -Wait -Timeout 30 | Should -Not -BeNullOrEmpty
            $now = [datetime]::UtcNow
            $made = $job | Receive-Job -Wait | Select-Object -Last 1
            # Sooner than who only looks now and then.
            ($now - $made).TotalSeconds | Should -BeLessThan 3
        }
        finally {
            $job | Remove-Job -Force
        }
    }

    It 'gives back what does not come out' {
        Request-PgTask 3 | Select-Object -First 1 | Select-Object -ExpandProperty Id | Should -Be $one.Id
        Get-PgTask -Status Pending | Select-Object -ExpandProperty Attempts | Should -Be 0, 0
    }

    It 'claims nothing with -WhatIf' {
        Request-PgTask 3 -WhatIf
        $one.Id | Request-PgTask -WhatIf
        Get-PgTask -Status Running | Should -BeNullOrEmpty
    }

    It 'keeps a claim of another process in order' {
        $claim = Request-PgTask
        $text = [System.Management.Automation.PSSerializer]::Serialize($claim)
        [System.Management.Automation.PSSerializer]::Deserialize($text) | Complete-PgTask
        (Get-PgTask $claim.Id).Status | Should -Be Completed
        $claim | Complete-PgTask -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -BeExactly 'LeaseLost,PgTasks.Commands.CompletePgTaskCommand'
    }

    It 'completes in the transaction what the block writes, once' {
        Invoke-TestSql $store 'CREATE TABLE IF NOT EXISTS public.paid (task bigint); TRUNCATE public.paid'
        $claim = Request-PgTask
        Invoke-PgTaskTransaction {
            Invoke-PgTaskQuery 'INSERT INTO public.paid VALUES (@id)' -Parameter @{ id = $claim.Id }
            $claim | Complete-PgTask
        }
        Invoke-TestSql $store 'SELECT count(*) FROM public.paid' | Should -Be 1
        $lost = Request-PgTask
        $lost.Id | Unlock-PgTask -Force
        {
            Invoke-PgTaskTransaction {
                Invoke-PgTaskQuery 'INSERT INTO public.paid VALUES (@id)' -Parameter @{ id = $lost.Id }
                $lost | Complete-PgTask -ErrorAction SilentlyContinue
            }
        } | Should -Throw -ErrorId 'LeaseLost,PgTasks.Commands.CompletePgTaskCommand'
        Invoke-TestSql $store 'SELECT count(*) FROM public.paid' | Should -Be 1
    }

    It 'claims within a transaction for as long as that lasts' {
        try { Invoke-PgTaskTransaction { (Request-PgTask).Id | Should -Be $one.Id; throw 'no' } } catch { $null = $_ }
        (Get-PgTask $one.Id).Attempts | Should -Be 0
        (Request-PgTask).Id | Should -Be $one.Id
    }
}

Describe 'Unlock-PgTask, Deny-PgTask and Stop-PgTask' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task, pgtasks.worker'
        $one, $two = 'one', 'two' | Add-PgTask
        $claim = Request-PgTask
    }

    It 'give back, at once or later' {
        $claim | Unlock-PgTask | Should -BeNullOrEmpty
        (Request-PgTask).Attempts | Should -Be 1
        $late = $claim.Id | Unlock-PgTask -Delay 1h -Reason 'not now' -Force -PassThru
        $late.Status, $late.LastError | Should -Be Pending, 'not now'
        ($late.NotBefore - $late.UpdatedAt).TotalMinutes | Should -Be 60
        (Request-PgTask).Id | Should -Be $two.Id
    }

    It 'fail with what went wrong and where, and try again later' {
        $failed = try { 1 / 0 } catch { $claim | Deny-PgTask -Reason $_ -PassThru }
        $failed.Status | Should -Be Pending
        $failed.LastError | Should -Match 'divide by zero[\s\S]*Request-PgTask.Tests.ps1'
        $failed.NotBefore | Should -BeGreaterThan $failed.UpdatedAt
        $exact = Request-PgTask | Deny-PgTask -Reason ([InvalidOperationException]::new('why')) -Delay 30 -PassThru
        ($exact.NotBefore - $exact.UpdatedAt).TotalSeconds | Should -Be 30
        $exact.LastError | Should -Match 'why.*InvalidOperationException'
    }

    It 'fail for good, and begin anew' {
        ($claim | Deny-PgTask -Reason no -NoRetry -PassThru).Status | Should -Be Failed
        Get-PgTask -Status Failed | Restart-PgTask
        $again = Request-PgTask
        $again.Id, $again.Attempts, $again.ClaimId | Should -Be $claim.Id, 1, 2
    }

    It 'refuse a reason <_>' -ForEach '', $null, { 'x' } {
        { $claim | Deny-PgTask -Reason $_ } | Should -Throw -ErrorId 'Parameter*'
    }

    It 'call off what somebody holds, and say so' {
        $claim.Id, $two.Id | Stop-PgTask | Should -BeNullOrEmpty
        (Get-PgTask -All).Status | Should -Be Cancelled, Cancelled
        $claim | Complete-PgTask -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -Be LeaseLost
        Stop-PgTask $two.Id -PassThru | Select-Object -ExpandProperty Status | Should -Be Cancelled
        Restart-PgTask $two.Id
        Complete-PgTask $two.Id
        Stop-PgTask $two.Id -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId | Should -BeExactly 'TaskEnded,PgTasks.Commands.StopPgTaskCommand'
    }

    It '<_> does nothing with -WhatIf, and says which task is not claimed' -ForEach Unlock-PgTask, Deny-PgTask {
        $more = $_ -eq 'Deny-PgTask' ? @{ Reason = 'no' } : @{}
        $claim | & $_ @more -WhatIf
        (Get-PgTask $claim.Id).Status | Should -Be Running
        $two.Id, 999991 | & $_ @more -ErrorVariable errors -ErrorAction SilentlyContinue
        $errors.FullyQualifiedErrorId -replace ',.*' | Should -Be TaskNotClaimed, TaskNotFound
    }

    It 'take claims and ids side by side, each by its own right' {
        $claim, $two | Complete-PgTask -PassThru | Select-Object -ExpandProperty Id | Should -Be $claim.Id, $two.Id
    }
}
