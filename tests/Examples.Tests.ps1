# Each example prints what its counterpart in the tutorial prints; tests/expected holds that text.
BeforeDiscovery {
    $names = (Get-ChildItem (Join-Path $PSScriptRoot expected) -Filter *.txt).BaseName
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot .. build PowerShell.psm1)
}

Describe 'Examples' {
    It '<_> prints what the tutorial prints' -ForEach $names {
        $root = Split-Path $PSScriptRoot
        $example = Join-Path $root examples "$_.ps1"
        $printed = Invoke-PowerShell -File $example 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$printed"
        $expected = Get-Content (Join-Path $PSScriptRoot expected "$_.txt")
        $printed -replace '^(Server version: )1[5-9]\d{4}$', '$1{server version}' | Should -Be $expected
    }

    It 'has an expected text for each numbered example' {
        $examples = (Get-ChildItem (Join-Path (Split-Path $PSScriptRoot) examples) -Filter *-*.ps1 |
            Where-Object Name -Match '^\d\d-').BaseName
        Compare-Object $examples (Get-ChildItem (Join-Path $PSScriptRoot expected) -Filter *.txt).BaseName |
            Should -BeNullOrEmpty
    }
}
