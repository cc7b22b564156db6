# All that a change must pass, here and in CI. A part that needs what is not installed says so and is left out.

foreach ($part in 'DotNet', 'Postgres', 'Suites', 'Package', 'Help') {
    Import-Module (Join-Path $PSScriptRoot "$part.psm1")
}

function Invoke-Check([string] $Root) {
    Assert-Passed @(
        Test-Part build { Invoke-DotNet build (Join-Path $Root PgTasks.sln) --nologo -v quiet }
        Test-Part format { Invoke-DotNet format (Join-Path $Root PgTasks.sln) --verify-no-changes --no-restore }
        Test-Part programs { Use-Postgres $Root }
        Test-Part xUnit { Invoke-XUnit $Root }
        Test-Part Pester { Invoke-PesterSuite $Root }
        Test-Part 'xUnit on PostgreSQL 18' { Test-OnEmbeddedPostgres $Root }
        Test-Part help { Test-Help $Root }
        Test-Part package { Test-Package $Root }
        Test-Part analysis { Test-Script $Root }
    )
}

# What a suite counts; of any other part, one that passed or failed.
function Test-Part([string] $Name, [scriptblock] $Part) {
    Write-Host "== $Name"
    try {
        $suite = & $Part | Where-Object { $_.PSObject.Properties['Failed'] }
        $suite ?? [pscustomobject]@{ Name = $Name; Passed = 1; Failed = 0 }
    } catch {
        Write-Host "$Name`: $_" -ForegroundColor Red
        [pscustomobject]@{ Name = $Name; Passed = 0; Failed = 1 }
    }
}

function Write-LeftOut([string] $Reason) {
    Write-Host "Left out: $Reason"
    [pscustomobject]@{ Name = "left out ($Reason)"; Passed = 0; Failed = 0 }
}

function Test-OnEmbeddedPostgres([string] $Root) {
    $bin = Save-EmbeddedPostgres $Root
    if (-not $bin) { return Write-LeftOut 'there is no npm that brings PostgreSQL 18' }
    $path = $env:PATH
    if ($path.StartsWith($bin)) { return Write-LeftOut 'the suites ran on PostgreSQL 18' }
    try {
        Add-ToPath $bin
        Invoke-XUnit $Root 'xUnit on PostgreSQL 18'
    } finally {
        $env:PATH = $path
    }
}

# Help made from docs equals the committed one.
function Test-Help([string] $Root) {
    if (-not (Get-Module Microsoft.PowerShell.PlatyPS -ListAvailable)) { return Write-LeftOut 'PlatyPS is not installed' }
    $made = Join-Path $Root out help
    ConvertTo-Help (Join-Path $Root docs en-US) $made
    foreach ($file in Get-ChildItem $made) {
        $committed = Join-Path $Root en-US $file.Name
        if ((Get-FileHash $file).Hash -ne (Get-FileHash $committed -ErrorAction Ignore).Hash) {
            throw "en-US/$($file.Name) was not made from docs: run ./build.ps1 Help."
        }
    }
}

# The package holds the files of build/package.txt, no less and no more.
function Test-Package([string] $Root) {
    $package = Join-Path $Root out PgTasks
    $null = New-Package $Root $package
    $found = Get-ChildItem $package -Recurse -File | ForEach-Object {
        [System.IO.Path]::GetRelativePath($package, $_.FullName).Replace('\', '/')
    }
    $difference = Compare-Object (Get-Content (Join-Path $PSScriptRoot package.txt)) $found
    if ($difference) { throw "The package's files differ from build/package.txt:`n$($difference | Out-String)" }
}

function Test-Script([string] $Root) {
    if (-not (Get-Module PSScriptAnalyzer -ListAvailable)) { return Write-LeftOut 'PSScriptAnalyzer is not installed' }
    $settings = Join-Path $PSScriptRoot PSScriptAnalyzerSettings.psd1
    $found = foreach ($folder in '', 'build', 'examples', 'benchmarks', 'tests') {
        # Tests make secrets of plain words and run lines that they have as text.
        $allowed = $folder -eq 'tests' ? @('PSAvoidUsingInvokeExpression', 'PSAvoidGlobalVars',
            'PSAvoidUsingConvertToSecureStringWithPlainText') : @()
        Invoke-ScriptAnalyzer (Join-Path $Root $folder *.ps*1) -Settings $settings | Where-Object RuleName -NotIn $allowed
    }
    if ($found) { throw ($found | Format-Table ScriptName, Line, RuleName, Message -Wrap | Out-String) }
}

Export-ModuleMember -Function Invoke-Check
