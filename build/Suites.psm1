# The two suites. Each tells how many tests passed and failed.

Import-Module (Join-Path $PSScriptRoot PowerShell.psm1)

# The built tests of xUnit, or some of them; what they print comes through.
function Invoke-XUnit([string] $Root, [string] $Name = 'xUnit', [string[]] $Filter) {
    $log = dotnet test --project (Join-Path $Root tests PgTasks.Tests) --no-build @Filter |
        ForEach-Object { Write-Host $_; $_ }
    $failed = $LASTEXITCODE
    $suite = [pscustomobject]@{ Name = $Name; Passed = Get-Sum $log succeeded; Failed = Get-Sum $log failed }
    if ($failed -and -not $suite.Failed) { $suite.Failed = 1 }
    $suite
}

function Get-Sum($log, $word) {
    ($log | Select-String "^\s+${word}: (\d+)" | ForEach-Object { [int] $_.Matches[0].Groups[1].Value } |
        Measure-Object -Sum).Sum
}

# Pester's files, in a child PowerShell: this one could not load a newer build of the module once it has loaded one.
function Invoke-PesterSuite([string] $Root, [string[]] $Path = (Join-Path $Root tests)) {
    $result = Join-Path ([System.IO.Path]::GetTempPath()) "pgtasks-pester-$PID.json"
    try {
        Invoke-PowerShell -File (Join-Path $PSScriptRoot Invoke-Pester.ps1) (Get-PesterPath $Root) $result @Path | Out-Host
        $counts = Get-Content $result -Raw -ErrorAction Ignore | ConvertFrom-Json
        [pscustomobject]@{ Name = 'Pester'; Passed = $counts.Passed ?? 0; Failed = $counts.Failed ?? 1 }
    } finally {
        Remove-Item $result -ErrorAction Ignore
    }
}

# Where NuGet has put the Pester that the tests' project names, whatever else is installed.
function Get-PesterPath([string] $Root) {
    $project = (Get-Content (Join-Path $Root tests PgTasks.Tests obj project.assets.json) -Raw |
            ConvertFrom-Json -AsHashtable).project
    $pester = $project.frameworks.Values.downloadDependencies.Where{ $_.name -eq 'Pester' }
    $version = $pester.version -replace '^\[([^,]+),.*$', '$1'
    Join-Path $project.restore.packagesPath pester $version tools Pester.psd1
}

# Says the sums, and fails where a test did.
function Assert-Passed([object[]] $Suites) {
    $Suites | ForEach-Object { "$($_.Name): $($_.Passed) passed, $($_.Failed) failed" }
    $failed = ($Suites.Failed | Measure-Object -Sum).Sum
    "$(($Suites.Passed | Measure-Object -Sum).Sum) passed, $failed failed"
    if ($failed) { exit 1 }
}

Export-ModuleMember -Function Invoke-XUnit, Invoke-PesterSuite, Assert-Passed
