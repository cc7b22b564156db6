<#
.SYNOPSIS
Builds, tests and packages PgTasks.
.DESCRIPTION
Build    makes the module importable from this folder: Import-Module ./PgTasks.psd1
Test     runs both suites: dotnet test, and Pester on the built module (Pester alone: that one only)
Package  lays the published module out in out/PgTasks
Help     makes en-US/PgTasks.dll-Help.xml from docs/en-US (needs the module Microsoft.PowerShell.PlatyPS)
.EXAMPLE
./build.ps1 Test
#>
#Requires -Version 7.4
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pester', 'Package', 'Help')]
    [string[]] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot

function Invoke-DotNet {
    dotnet @args
    if ($LASTEXITCODE) { throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE." }
}

function Invoke-BuildTask {
    Invoke-DotNet build (Join-Path $root PgTasks.sln) --nologo -v quiet
}

function Invoke-TestTask {
    Invoke-DotNet test (Join-Path $root PgTasks.sln) --nologo
    Invoke-PesterTask
}

# In a child pwsh: this one could not load a newer build of the module once it has loaded one.
function Invoke-PesterTask {
    $tests = Join-Path $root tests
    $run = {
        param($tests)
        Import-Module Pester -MinimumVersion 5.7
        $configuration = New-PesterConfiguration
        $configuration.Run.Path = $tests
        $configuration.Run.PassThru = $true
        $configuration.Output.CIFormat = 'None'
        $result = Invoke-Pester -Configuration $configuration
        "Pester $((Get-Module Pester).Version): $($result.PassedCount) passed, $($result.FailedCount) failed"
        exit [int]($result.Result -ne 'Passed')
    }
    pwsh -NoProfile -NonInteractive -Command $run -args $tests
    if ($LASTEXITCODE) { throw 'The Pester suite failed.' }
}

function Invoke-PackageTask {
    $target = Join-Path $root out PgTasks
    if (Test-Path $target) { Remove-Item $target -Recurse }
    $null = New-Item $target -ItemType Directory
    Invoke-BuildTask
    foreach ($item in 'PgTasks.psd1', 'LICENSE', 'README.md', 'CHANGELOG.md', 'bin', 'en-US') {
        Copy-Item (Join-Path $root $item) $target -Recurse
    }
    $null = Test-ModuleManifest (Join-Path $target PgTasks.psd1)
    Get-Item $target
}

function Invoke-HelpTask {
    Import-Module Microsoft.PowerShell.PlatyPS
    $pages = Get-ChildItem (Join-Path $root docs en-US) -Filter *-*.md
    $made = Join-Path $root out help
    Import-MarkdownCommandHelp -LiteralPath $pages.FullName |
        Export-MamlCommandHelp -OutputFolder $made -Force | Out-Null
    $target = New-Item (Join-Path $root en-US) -ItemType Directory -Force
    Copy-Item (Join-Path $made PgTasks PgTasks.dll-Help.xml) $target
    Get-ChildItem (Join-Path $root docs en-US) -Filter about_*.md | ForEach-Object {
        Copy-Item $_.FullName (Join-Path $target "$($_.BaseName).help.txt")
    }
}

foreach ($name in $Task) {
    & "Invoke-${name}Task"
}
