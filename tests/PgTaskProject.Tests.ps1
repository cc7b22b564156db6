BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
    function Get-Claimed { @(Request-PgTask -Count 100).Title | Sort-Object }
    function Get-Aside { Invoke-TestSql $store "SELECT title FROM pgtasks.task WHERE wakes_at = 'infinity' ORDER BY id" }
}

AfterAll { Remove-TestStore $store }

Describe 'A project that is paused' {
    BeforeEach {
        Invoke-TestSql $store 'TRUNCATE pgtasks.task, pgtasks.paused_project'
        $null = 'garden' | Add-PgTask -Project home.garden
        $null = 'house' | Add-PgTask -Project home
        $null = 'homework' | Add-PgTask -Project homework -Priority Low
        $null = 'none' | Add-PgTask
    }

    It 'has its tasks and those below it claimed by nobody, and is silent' {
        Suspend-PgTaskProject HOME | Should -BeNullOrEmpty
        Get-Claimed | Should -BeExactly homework, none
        Get-Aside | Should -BeExactly garden, house
        @(Request-PgTask -Project home, home.garden).Count | Should -Be 0
        (Get-PgTask -Project home).Status | Should -Be Pending, Pending
        (Get-PgTask -Project home).NotBefore -ne $null | Should -BeNullOrEmpty
    }

    It 'has them claimed again once it is resumed' {
        Suspend-PgTaskProject home
        Resume-PgTaskProject home | Should -BeNullOrEmpty
        Get-Aside | Should -BeNullOrEmpty
        Get-Claimed | Should -BeExactly garden, homework, house, none
        Get-PgTaskProject -Paused | Should -BeNullOrEmpty
    }

    It 'leaves tasks in peace that come later' {
        Suspend-PgTaskProject home
        $null = 'later' | Add-PgTask -Project home.garden -Priority Urgent
        Get-Claimed | Should -BeExactly homework, none
        Resume-PgTaskProject home
        Get-Claimed | Should -BeExactly garden, house, later
    }

    It 'refuses a claim by number, and says why' {
        Suspend-PgTaskProject home
        $id = (Get-PgTask -Project home)[0].Id
        Request-PgTask -Id $id -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -Be 'TaskNotReady,PgTasks.Commands.RequestPgTaskCommand'
        "$problem" | Should -BeLike "*'home'*"
    }

    It 'keeps what somebody has claimed before, which can be completed' {
        $claim = Request-PgTask -Project home.garden
        Suspend-PgTaskProject home
        $claim | Complete-PgTask -PassThru | Select-Object -ExpandProperty Status | Should -Be Completed
    }

    It 'is not claimed from when a task comes back' {
        $claim = Request-PgTask -Project home.garden
        Suspend-PgTaskProject home
        $claim | Unlock-PgTask
        Get-Claimed | Should -BeExactly homework, none
        Resume-PgTaskProject home
        Get-Claimed | Should -BeExactly garden, house
    }

    It 'lets a task go that moves to another project, and one that is opened again after it was resumed' {
        Suspend-PgTaskProject home
        $garden, $house = Get-PgTask -Project home
        Set-PgTask $garden.Id -Project work
        Set-PgTask $house.Id -Status Cancelled
        Get-Claimed | Should -BeExactly garden, homework, none
        Resume-PgTaskProject home
        Restart-PgTask $house.Id
        Get-Claimed | Should -BeExactly house
    }

    It 'keeps a task waiting whose time has not come when it is resumed' {
        $waiting, $never = Get-PgTask -Project home
        Suspend-PgTaskProject home
        Set-PgTask $waiting.Id -NotBefore tomorrow
        Set-PgTask $never.Id -NotBefore someday
        Resume-PgTaskProject home
        Get-Claimed | Should -BeExactly homework, none
        (Get-PgTask $waiting.Id).NotBefore | Should -Be (Get-Date).Date.AddDays(1)
    }

    It 'has serial tasks wait, too' {
        $null = 's1', 's2' | Add-PgTask -Project home -Serial s
        $null = 't1' | Add-PgTask -Project work -Serial t
        Suspend-PgTaskProject home
        Get-Claimed | Should -BeExactly homework, none, t1
        Resume-PgTaskProject home
        Get-Claimed | Should -BeExactly garden, house, s1
    }

    It 'belongs to the transaction in which it is paused' {
        { Invoke-PgTaskTransaction { Suspend-PgTaskProject home; Get-PgTaskProject home -Paused | Should -HaveCount 2; throw 'no' } } |
            Should -Throw no
        Get-PgTaskProject -Paused | Should -BeNullOrEmpty
        Get-Aside | Should -BeNullOrEmpty
        Invoke-PgTaskTransaction { Suspend-PgTaskProject home }
        Invoke-PgTaskTransaction { Resume-PgTaskProject home; (Request-PgTask -Project home).Title | Should -BeExactly garden }
    }

    It 'is paused and resumed by SQL as well' {
        Invoke-TestSql $store "INSERT INTO pgtasks.paused_project (project) VALUES ('home')"
        Get-Claimed | Should -BeExactly homework, none
        Invoke-TestSql $store 'DELETE FROM pgtasks.paused_project'
        Get-Claimed | Should -BeExactly garden, house
    }

    Context 'in Get-PgTaskProject' {
        BeforeEach {
            Suspend-PgTaskProject home -Reason 'no time'
            $null = 'failed' | Add-PgTask -Project work | Set-PgTask -Status Failed -PassThru
            $null = 'running' | Add-PgTask -Project work | Start-PgTask -PassThru
            $null = 'done' | Add-PgTask -Project over | Complete-PgTask -PassThru
        }

        It 'shows the projects with their open tasks' {
            $projects = Get-PgTaskProject
            $projects | Should -BeOfType PgTasks.PgTaskProject
            $projects.Project | Should -BeExactly home, home.garden, homework, work
            $projects.Pending | Should -Be 1, 1, 1, 0
            $projects.Running | Should -Be 0, 0, 0, 1
            $projects.Failed | Should -Be 0, 0, 0, 1
            $projects.Paused | Should -Be $true, $true, $false, $false
        }

        It 'says with which project it is paused, since when, by whom and why' {
            $project = Get-PgTaskProject home.garden
            $project.PausedProject, $project.Reason | Should -BeExactly home, 'no time'
            $project.PausedBy | Should -Be (Get-PgTaskSession).UserName
            ((Get-Date) - $project.PausedAt).Duration().TotalMinutes | Should -BeLessThan 1
        }

        It 'is found by its name, by what lies above it and by wildcards' {
            (Get-PgTaskProject home).Project | Should -BeExactly home, home.garden
            (Get-PgTaskProject *work).Project | Should -BeExactly homework, work
            ('work', 'home.garden' | Get-PgTaskProject).Project | Should -BeExactly work, home.garden
            (Get-PgTaskProject home* -Paused).Project | Should -BeExactly home, home.garden
            Get-PgTaskProject nothing | Should -BeNullOrEmpty
            { Get-PgTaskProject 'a[' } | Should -Throw -ErrorId 'InvalidPattern,PgTasks.Commands.GetPgTaskProjectCommand'
        }

        It 'is shown without a task, too' {
            Suspend-PgTaskProject "l`u{00e9}ger ``*[x]'", Übung.a
            (Get-PgTaskProject -Paused).Project | Should -BeExactly home, home.garden, "l`u{00e9}ger ``*[x]'", Übung.a
        }

        It 'has a table of its own, in 80 columns, that sends nothing to the terminal' {
            Suspend-PgTaskProject "a$([char] 27)b" -Reason "c$([char] 7)d"
            $text = Get-PgTaskProject | Out-String -Width 80
            $text | Should -Match 'Project +Pending +Running +Failed +Paused'
            $text | Should -Not -Match "[$([char] 7)]|$([char] 27)b"
            $text.Split("`n").TrimEnd() | Where-Object Length -GT 100 | Should -BeNullOrEmpty
        }
    }

    It 'keeps its time when it is paused again, and takes another reason' {
        Suspend-PgTaskProject home -Reason first
        $before = Get-PgTaskProject home.garden
        Suspend-PgTaskProject Home
        (Get-PgTaskProject home.garden).Reason | Should -BeExactly first
        $after = Suspend-PgTaskProject home second -PassThru
        $after.Project, $after.Reason, $after.PausedAt | Should -BeExactly home, second, $before.PausedAt
    }

    It 'is paused below another that is resumed' {
        Suspend-PgTaskProject home, home.garden
        (Get-PgTaskProject home.garden).PausedProject | Should -BeExactly home.garden
        Resume-PgTaskProject home
        Get-Claimed | Should -BeExactly homework, house, none
        (Resume-PgTaskProject home* -PassThru).Project | Should -BeExactly home.garden
        Get-Claimed | Should -BeExactly garden
    }

    It 'is an error of its own where it is not paused' {
        Suspend-PgTaskProject home
        'home.garden', 'work', 'home' | Resume-PgTaskProject -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.FullyQualifiedErrorId | Should -Be (@('ProjectNotPaused,PgTasks.Commands.ResumePgTaskProjectCommand') * 2)
        $problems.TargetObject | Should -BeExactly home.garden, work
        $problems.CategoryInfo.Category | Select-Object -Unique | Should -Be ObjectNotFound
        Get-PgTaskProject -Paused | Should -BeNullOrEmpty
        Resume-PgTaskProject nothing*
    }

    It 'is an error of its own where it cannot be called so' {
        'x', ' ', "y`0", 'z', ('long' * 300) | Suspend-PgTaskProject -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems.FullyQualifiedErrorId -replace ',.*' | Should -Be CheckViolation, CharacterNotInRepertoire, CheckViolation
        (Get-PgTaskProject -Paused).Project | Should -BeExactly x, z
    }

    It 'takes the projects of tasks, and of what Get-PgTaskProject gives' {
        Get-PgTask -Project home.garden | Suspend-PgTaskProject
        Get-PgTaskProject -Paused | Resume-PgTaskProject -PassThru | Select-Object -ExpandProperty Project |
            Should -BeExactly home.garden
    }

    It 'is neither paused nor resumed with -WhatIf' {
        Suspend-PgTaskProject home -WhatIf -PassThru | Should -BeNullOrEmpty
        Get-PgTaskProject -Paused | Should -BeNullOrEmpty
        Suspend-PgTaskProject home
        Resume-PgTaskProject home -WhatIf -PassThru | Should -BeNullOrEmpty
        Get-PgTaskProject -Paused | Should -HaveCount 2
    }

    It 'stays paused, and resumable, where Ctrl+C ends <Line>' -ForEach @(
        @{ Line = 'Suspend-PgTaskProject home' }, @{ Line = 'Resume-PgTaskProject home' }
    ) {
        if ($Line -like 'Resume*') { Suspend-PgTaskProject home }
        $end = Stop-BlockedCommand $store ([scriptblock]::Create($Line))
        $end.State | Should -Be Stopped
        $end.Stopped.TotalSeconds | Should -BeLessThan 2
        $end.Errors | Should -BeNullOrEmpty
        Resume-PgTaskProject home
        Get-Claimed | Should -BeExactly garden, homework, house, none
    }

    It 'has workers told that wait when it is resumed' {
        $null = Request-PgTask -Project homework
        Request-PgTask -Count 5 | Out-Null
        $null = 'garden' | Add-PgTask -Project home.garden
        Suspend-PgTaskProject home
        $runspace = New-TestRunspace $store waiting
        $shell = [powershell]::Create($runspace).AddScript('(Request-PgTask -Wait -Timeout 1min).Title')
        try {
            $running = $shell.BeginInvoke()
            Wait-TestCondition { Invoke-TestSql $store 'SELECT count(*) FROM pgtasks.worker WHERE waiting' }
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            Resume-PgTaskProject home
            $shell.EndInvoke($running) | Should -BeExactly garden
            # Who is not told looks every five seconds.
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 3
            $shell.Streams.Error | Should -BeNullOrEmpty
        } finally {
            $shell.Dispose()
            $runspace.Dispose()
        }
    }

    It 'works in a store of another name' {
        $null = Connect-PgTask $store -Schema 'Größe "1"'
        try {
            Initialize-PgTaskStore
            $null = 'one' | Add-PgTask -Project p.q
            Suspend-PgTaskProject p
            Get-Claimed | Should -BeNullOrEmpty
            (Resume-PgTaskProject p* -PassThru) | Should -BeNullOrEmpty
            Get-Claimed | Should -BeExactly one
        } finally {
            Disconnect-PgTask
            Invoke-TestSql $store 'DROP SCHEMA "Größe ""1""" CASCADE'
        }
    }

    It 'is offered by Tab after Resume-PgTaskProject' {
        Suspend-PgTaskProject homework
        (TabExpansion2 'Resume-PgTaskProject ').CompletionMatches.CompletionText | Should -BeExactly homework
    }
}
