# Each example prints what its counterpart in the tutorial prints, and the tour what it promises; tests/expected holds that.
BeforeDiscovery {
    $names = (Get-ChildItem (Join-Path $PSScriptRoot expected) -Filter *.txt).BaseName
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot .. build PowerShell.psm1)
}

Describe 'Examples' {
    It '<_> prints what is expected' -ForEach $names {
        $root = Split-Path $PSScriptRoot
        $example = Join-Path $root examples "$_.ps1"
        $printed = Invoke-PowerShell -File $example 2>&1
        $LASTEXITCODE | Should -Be 0 -Because "$printed"
        $expected = Get-Content (Join-Path $PSScriptRoot expected "$_.txt")
        # What differs from one run to the next: the server's version, and days that are neither today nor tomorrow.
        $printed -replace '^(Server version: )1[5-9]\d{4}$', '$1{server version}' -replace '20\d\d-\d\d-\d\d', '{the date}' |
            Should -Be $expected
    }

    It 'has an expected text for each numbered example and the tour' {
        $examples = (Get-ChildItem (Join-Path (Split-Path $PSScriptRoot) examples) -Filter *-*.ps1 |
            Where-Object Name -Match '^\d\d-').BaseName
        Compare-Object ($examples + 'tour') (Get-ChildItem (Join-Path $PSScriptRoot expected) -Filter *.txt).BaseName |
            Should -BeNullOrEmpty
    }
}
