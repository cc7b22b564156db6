<#
.SYNOPSIS
Builds, tests and packages PgTasks.
.DESCRIPTION
Build    makes the module importable from this folder: Import-Module ./PgTasks.psd1
Test     runs both suites: dotnet test, and Pester on the built module (Pester alone: that one only)
Package  lays the published module out in out/PgTasks, with its dependencies compiled ahead for the usual platforms
Bench    measures PgTasks beside its peers and writes benchmarks/results.md and results.json
Help     makes en-US/PgTasks.dll-Help.xml from docs/en-US (needs the module Microsoft.PowerShell.PlatyPS)
.EXAMPLE
./build.ps1 Test
#>
#Requires -Version 7.6
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Pester', 'Package', 'Bench', 'Help')]
    [string[]] $Task = 'Build'
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
Import-Module (Join-Path $root build PowerShell.psm1)

function Invoke-DotNet {
    dotnet @args
    if ($LASTEXITCODE) { throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE." }
}

function Invoke-BuildTask {
    Invoke-DotNet build (Join-Path $root PgTasks.sln) --nologo -v quiet
}

function Invoke-TestTask {
    Invoke-DotNet test --solution (Join-Path $root PgTasks.sln)
    Invoke-PesterTask
}

# In a child PowerShell: this one could not load a newer build of the module once it has loaded one.
function Invoke-PesterTask {
    $run = {
        param($pester, $tests)
        Import-Module $pester
        $configuration = New-PesterConfiguration
        $configuration.Run.Path = $tests
        $configuration.Run.PassThru = $true
        $configuration.Output.CIFormat = 'None'
        $result = Invoke-Pester -Configuration $configuration
        "Pester $((Get-Module Pester).Version): $($result.PassedCount) passed, $($result.FailedCount) failed"
        exit [int]($result.Result -ne 'Passed')
    }
    Invoke-PowerShell -Command $run -args (Get-PesterPath), (Join-Path $root tests)
    if ($LASTEXITCODE) { throw 'The Pester suite failed.' }
}

# Where NuGet has put the Pester that the tests' project names, whatever else is installed.
function Get-PesterPath {
    $project = (Get-Content (Join-Path $root tests PgTasks.Tests obj project.assets.json) -Raw |
            ConvertFrom-Json -AsHashtable).project
    $pester = $project.frameworks.Values.downloadDependencies.Where{ $_.name -eq 'Pester' }
    $version = $pester.version -replace '^\[([^,]+),.*$', '$1'
    Join-Path $project.restore.packagesPath pester $version tools Pester.psd1
}

function Invoke-PackageTask {
    $target = Join-Path $root out PgTasks
    if (Test-Path $target) { Remove-Item $target -Recurse }
    $null = New-Item $target -ItemType Directory
    Invoke-BuildTask
    foreach ($item in 'PgTasks.psd1', 'LICENSE', 'README.md', 'CHANGELOG.md', 'bin', 'en-US') {
        Copy-Item (Join-Path $root $item) $target -Recurse
    }
    $images = Join-Path $target bin deps
    Invoke-DotNet msbuild (Join-Path $root src PgTasks.ReadyToRun) -restore '-target:CompileAhead' `
        "-property:ImageDirectory=$images" -nologo '-verbosity:quiet'
    $null = Test-ModuleManifest (Join-Path $target PgTasks.psd1)
    Get-Item $target
}

function Invoke-BenchTask {
    Invoke-DotNet run -c Release --project (Join-Path $root benchmarks PgTasks.Benchmarks)
}

# Text as Get-Help wants it: it wraps lines itself and shows Markdown's signs as they are. Lists stay lists.
function ConvertFrom-Markdown([string] $text) {
    $text = $text -replace '\[([^\]]+)\]\([^)]+\)', '$1' -replace '\*\*([^*]+)\*\*', '$1' -replace '`([^`]+)`', '$1'
    ($text -replace "`r") -replace '(?<!\n)\n(?!\n|- ) *', ' '
}

# PlatyPS leaves an example as Markdown in its introduction, with U+0080 for a blank line. Get-Help shows an
# introduction and the code that follows on one line, so all words go behind the code.
function Split-HelpExample($example, $names) {
    $lines = $example.SelectNodes('maml:introduction/maml:para', $names).InnerText
    $text = ($lines -join "`n") -replace "`u{80}"
    $null = $text -match '(?s)^(.*?)```powershell\n(.*?)\n```(.*)$'
    $introduction, $code, $remarks = $Matches[1..3]
    $words, $output, $more = [regex]::Split($remarks, '(?s)```Output\n(.*?)\n```')
    Set-HelpText $example 'maml:introduction' $names @()
    $example.SelectSingleNode('dev:code', $names).InnerText = $code
    Set-HelpText $example 'dev:remarks' $names @(
        if ($introduction.Trim()) { ConvertFrom-Markdown $introduction.Trim("`n") }
        if ($output) { "Output:`n`n$($output -replace '(?m)^(?=.)', '    ')" }
        foreach ($text in $words, $more) { if ($text) { ConvertFrom-Markdown $text.Trim("`n") } }
    )
}

function Set-HelpText($parent, $path, $names, [string[]] $paragraphs) {
    $node = $parent.SelectSingleNode($path, $names)
    $node.InnerText = ''
    # Get-Help puts no line between remarks and what follows, but for an empty paragraph.
    foreach ($paragraph in @($paragraphs).Where{ $_ }) {
        foreach ($text in $paragraph, '') {
            $para = $node.OwnerDocument.CreateElement('maml', 'para', $names.LookupNamespace('maml'))
            $para.InnerText = $text
            $null = $node.AppendChild($para)
        }
    }
}

function Convert-HelpXml($path, $target) {
    $help = [xml]::new()
    $help.Load($path)
    $names = [System.Xml.XmlNamespaceManager]::new($help.NameTable)
    foreach ($name in 'maml', 'dev', 'command') {
        $names.AddNamespace($name, $help.DocumentElement.GetAttribute("xmlns:$name"))
    }
    foreach ($example in $help.SelectNodes('//command:example', $names)) {
        Split-HelpExample $example $names
    }
    foreach ($para in $help.SelectNodes('//maml:para[not(ancestor::command:example)]', $names)) {
        $para.InnerText = ConvertFrom-Markdown $para.InnerText
    }
    foreach ($alerts in $help.SelectNodes('//maml:alertSet[not(normalize-space())]', $names)) {
        $null = $alerts.ParentNode.RemoveChild($alerts)
    }
    foreach ($link in $help.SelectNodes('//maml:navigationLink', $names)) {
        $uri = $link.SelectSingleNode('maml:uri', $names)
        if ($uri.InnerText -like '*.md') {
            $uri.InnerText = ''
        }
        elseif (-not $uri.InnerText) {
            $null = $link.ParentNode.RemoveChild($link)
        }
    }
    $help.Save($target)
}

# about_ topics are shown as they are: the front matter, the fences and the signs go, the code is indented.
function Convert-AboutTopic($path, $target) {
    $text = (Get-Content -LiteralPath $path -Raw) -replace "`r" -replace '(?s)^---\n.*?\n---\n'
    $parts = foreach ($part in [regex]::Split($text, '(?sm)^(```.*?^```$)')) {
        if ($part.StartsWith('```')) {
            $part -replace '(?m)^```.*\n?' -replace '(?m)^(?=.)', '    '
        }
        else {
            $part -replace '(?m)^# (.*)$', "TOPIC`n    `$1" `
                -replace '(?m)^## (.*)$', { $_.Groups[1].Value.ToUpperInvariant() } `
                -replace '\[([^\]]+)\]\([^)]+\)', '$1' -replace '\*\*([^*]+)\*\*', '$1' `
                -replace '`([^`]+)`', '$1'
        }
    }
    Set-Content -LiteralPath $target -Value (($parts -join '') -replace '\n{3,}', "`n`n").Trim()
}

function Invoke-HelpTask {
    Import-Module Microsoft.PowerShell.PlatyPS
    $docs = Join-Path $root docs en-US
    $made = Join-Path $root out help
    $target = New-Item (Join-Path $root en-US) -ItemType Directory -Force
    Import-MarkdownCommandHelp -LiteralPath (Get-ChildItem $docs -Filter *-*.md).FullName |
        Export-MamlCommandHelp -OutputFolder $made -Force | Out-Null
    Convert-HelpXml (Join-Path $made PgTasks PgTasks.dll-Help.xml) (Join-Path $target PgTasks.dll-Help.xml)
    foreach ($topic in Get-ChildItem $docs -Filter about_*.md) {
        Convert-AboutTopic $topic.FullName (Join-Path $target "$($topic.BaseName).help.txt")
    }
}

foreach ($name in $Task) {
    & "Invoke-${name}Task"
}
