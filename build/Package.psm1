Import-Module (Join-Path $PSScriptRoot DotNet.psm1)

# Lays the built module out as it is published, with its dependencies compiled ahead.
function New-Package([string] $Root, [string] $Target) {
    if (Test-Path $Target) { Remove-Item $Target -Recurse }
    $null = New-Item $Target -ItemType Directory
    foreach ($item in 'PgTasks.psd1', 'LICENSE', 'README.md', 'CHANGELOG.md', 'bin', 'en-US') {
        Copy-Item (Join-Path $Root $item) $Target -Recurse
    }
    $images = Join-Path $Target bin deps
    Invoke-DotNet msbuild (Join-Path $Root src PgTasks.ReadyToRun) -restore '-target:CompileAhead' `
        "-property:ImageDirectory=$images" -nologo '-verbosity:quiet'
    $null = Test-ModuleManifest (Join-Path $Target PgTasks.psd1)
    Get-Item $Target
}

Export-ModuleMember -Function New-Package
