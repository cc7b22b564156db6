<#
.SYNOPSIS
A tour of PgTasks, step by step, on a PostgreSQL that it starts itself and that ends with it.
.PARAMETER Pause
Waits for Enter after each step.
.EXAMPLE
./examples/tour.ps1 -Pause
#>
param([switch] $Pause)

$ErrorActionPreference = 'Stop'
$rendering = $PSStyle.OutputRendering
$PSStyle.OutputRendering = [Console]::IsOutputRedirected ? 'PlainText' : 'Ansi'
Import-Module "$PSScriptRoot/../PgTasks.psd1"
$folder = Join-Path ([System.IO.Path]::GetTempPath()) "pgtasks-tour-$PID"
$null = New-Item $folder -ItemType Directory -Force

# Says what comes; then shows each command as it is typed, and what it answers.
function Step([string] $Words, [scriptblock] $Commands) {
    "`n# $Words"
    foreach ($command in $Commands.Ast.EndBlock.Statements) {
        "PS> $($command.Extent.Text -replace '\r?\n {4}', "`n>> ")"
        # A person sees all streams, not only the output.
        $answer = . ([scriptblock]::Create($command.Extent.Text)) *>&1 | Out-String -Width 80
        if ($answer.Trim()) { $answer.Trim("`r", "`n") }
    }
    if ($Pause) { $null = Read-Host '[Enter]' }
}

. Step 'A server of your own, and a session on it. At home this would be: Connect-PgTask -Local' {
    $server = Start-PgTaskServer -Ephemeral
    $session = $server | Connect-PgTask
    $session.Name
}

. Step 'Add tasks. Dates are written as people write them; a date without a time is a day.' {
    Add-PgTask 'Fix roof' -Project home.house -Priority High -Due tomorrow -Tag tools
    $null = Add-PgTask 'Buy nails' -Project home.house -Due today -Tag tools, shop
    $null = Add-PgTask 'Plant tulips' -Project home.garden -AssignedTo ann
    $null = Add-PgTask 'Pay rent' -Project money -Due yesterday -Priority Urgent
    $null = Add-PgTask 'Call mother' -Due 'tomorrow 18:00'
}

. Step 'What is open. What is late would be red, what is due today yellow.' {
    Get-PgTask
}

. Step 'Find: by title, by words anywhere in the task, by project with all below it, by tag, by date.' {
    Get-PgTask *roof*
    Get-PgTask -Search 'nails or tulips'
    Get-PgTask -Project home -Tag tools
    Get-PgTask -Overdue
    Get-PgTask -NoDue -AssignedTo ann
}

. Step 'Change what is named; all else stays. -WhatIf says what would happen.' {
    Set-PgTask 3 -Due tomorrow -AddTag spring -PassThru
    Set-PgTask 1 -Due 2031-05-01 -Priority Urgent -WhatIf
    Remove-PgTask 5 -WhatIf
}

. Step 'A task may wait for others. Once they are done, it is ready.' {
    Set-PgTask 1 -DependsOn 2
    Get-PgTask 1
    Complete-PgTask 2
    Get-PgTask 1
}

. Step 'A list is for several people. Each says who they are, and sees what is theirs.' {
    $null = $server | Connect-PgTask -Name ann -ActAs ann
    Get-PgTask -Mine
    Set-PgTask 3 -Priority High
    (Get-PgTask 3).UpdatedBy
    Select-PgTaskSession $session
    Disconnect-PgTask ann
}

. Step 'Begin with a task, and note what is worth knowing about it.' {
    Start-PgTask 1
    $null = Add-PgTaskNote 1 'The ladder is at ann''s.'
    Get-PgTask -Status Running
    (Get-PgTaskNote 1).Text
    Suspend-PgTask 1
}

. Step 'Done is done: it is no longer shown, but it is still there.' {
    Complete-PgTask 4
    Get-PgTask -SortBy Due | Select-Object Id, Title
    (Get-PgTask -All).Count
}

. Step 'Tasks are objects: they go through pipelines, into files and back.' {
    'Name,Day', 'Sweep chimney,tomorrow', 'Clean gutters,today' | Set-Content (Join-Path $folder plan.csv)
    Import-Csv (Join-Path $folder plan.csv) | Add-PgTask -Title { $_.Name } -Due { $_.Day } -Project home.house
    Get-PgTask -Project home | Group-Object Project -NoElement
    Get-PgTask -Project home.house | Export-PgTask (Join-Path $folder house.json)
    (Get-Content (Join-Path $folder house.json) -Raw | ConvertFrom-Json).Title
}

. Step 'All or nothing: what fails in a transaction takes the rest with it.' {
    try {
        Invoke-PgTaskTransaction { Get-PgTask -Project home | Complete-PgTask; throw 'It rains.' }
    } catch { "$_" }
    (Get-PgTask -Project home).Count
}

. Step 'Errors have names, and advice.' {
    try { Get-PgTask -Id 99 } catch { $_.FullyQualifiedErrorId }
    (Get-PgTaskError NotConnected).RecommendedAction
}

. Step 'It is a database: ask it anything. Parameters are never pasted into the text.' {
    Invoke-PgTaskQuery 'SELECT project, count(*) FROM pgtasks.task WHERE project LIKE @p GROUP BY 1 ORDER BY 1' @{ p = 'home%' }
}

. Step 'The end: this server takes all that was on it along. It would also go with this PowerShell.' {
    Disconnect-PgTask $session
    $server | Stop-PgTaskServer
}

Remove-Item $folder -Recurse
$PSStyle.OutputRendering = $rendering
