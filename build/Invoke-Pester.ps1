# Runs Pester's files and writes what passed and failed to a file. Started by Suites.psm1 in a PowerShell of its own.
param(
    [string] $Pester,
    [string] $Result,
    [Parameter(ValueFromRemainingArguments)] [string[]] $Path
)

Import-Module $Pester
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.CIFormat = 'None'
$tests = Invoke-Pester -Configuration $configuration
$broken = $tests.FailedBlocksCount + $tests.FailedContainersCount
@{ Passed = $tests.PassedCount; Failed = $tests.FailedCount + $broken } | ConvertTo-Json | Set-Content $Result
