# The help that Get-Help shows, from the pages in docs. Needs the module Microsoft.PowerShell.PlatyPS.

# Text as Get-Help wants it: it wraps lines itself and shows Markdown's signs as they are. Lists stay lists.
function ConvertFrom-HelpText([string] $text) {
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
        if ($introduction.Trim()) { ConvertFrom-HelpText $introduction.Trim("`n") }
        if ($output) { "Output:`n`n$($output -replace '(?m)^(?=.)', '    ')" }
        foreach ($text in $words, $more) { if ($text) { ConvertFrom-HelpText $text.Trim("`n") } }
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
        $para.InnerText = ConvertFrom-HelpText $para.InnerText
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

# about_ topics are shown as they are: text of 80 columns without Markdown's signs, the code indented.
function Convert-AboutTopic($path, $target) {
    $text = (Get-Content -LiteralPath $path -Raw) -replace "`r" -replace '(?s)^---\n.*?\n---\n'
    $blocks = foreach ($part in [regex]::Split($text, '(?sm)^(```.*?^```$)')) {
        if ($part.StartsWith('```')) {
            ($part -replace '(?m)^```.*\n?' -replace '(?m)^(?=.)', '    ').TrimEnd()
        } else {
            [regex]::Split($part.Trim(), '\n[ \t]*\n').Where{ $_ }.ForEach{ Format-Block $_ }
        }
    }
    Set-Content -LiteralPath $target -Value ($blocks -join "`n`n")
}

function Format-Block([string] $block) {
    switch -Regex ($block) {
        '^# (.*)$' { return "TOPIC`n    $($Matches[1])" }
        '^##+ (.*)$' { return $Matches[1].ToUpperInvariant() }
        '^\|' { return Format-Table80 $block }
        '^(- |\d+\. )' {
            return ([regex]::Split($block, '(?m)^(?=- |\d+\. )').Where{ $_ }.ForEach{
                    $null = $_ -match '(?s)^(- |\d+\. )(.*)$'
                    Format-Wrapped $Matches[2] $Matches[1] (' ' * $Matches[1].Length)
                }) -join "`n"
        }
        default { return Format-Wrapped $block }
    }
}

function Remove-Mark([string] $text) {
    $text -replace '\[([^\]]+)\]\([^)]+\)', '$1' -replace '\*\*([^*]+)\*\*', '$1' -replace '`([^`]+)`', '$1'
}

# Words in lines of 80 columns.
function Format-Wrapped([string] $text, [string] $first = '', [string] $others = '') {
    $line = $first
    $lines = foreach ($word in (Remove-Mark $text) -split '\s+' -ne '') {
        if ($line.Trim() -and "$line$word".Length -gt 80) {
            $line.TrimEnd()
            $line = $others
        }
        $line += "$word "
    }
    @($lines) + $line.TrimEnd() -join "`n"
}

# A table in aligned columns; its last column is wrapped.
function Format-Table80([string] $block) {
    $rows = $block -split '\n' -notmatch '^\|[ :|-]+$' | ForEach-Object {
        , @((Remove-Mark $_).Trim().Trim('|') -split '\|').Trim()
    }
    $widths = foreach ($i in 0..($rows[0].Count - 2)) { ($rows.ForEach{ $_[$i].Length } | Measure-Object -Maximum).Maximum + 2 }
    ($rows | ForEach-Object {
            $row = $_
            $start = -join (0..($row.Count - 2)).ForEach{ $row[$_].PadRight(@($widths)[$_]) }
            Format-Wrapped $row[-1] $start (' ' * $start.Length)
        }) -join "`n"
}

# Makes the help file and the about_ topics of a folder of pages.
function ConvertTo-Help([string] $Docs, [string] $Target) {
    Import-Module Microsoft.PowerShell.PlatyPS
    $made = Join-Path ([System.IO.Path]::GetTempPath()) "pgtasks-help-$PID"
    $null = New-Item $Target -ItemType Directory -Force
    Import-MarkdownCommandHelp -LiteralPath (Get-ChildItem $Docs -Filter *-*.md).FullName |
        Export-MamlCommandHelp -OutputFolder $made -Force | Out-Null
    Convert-HelpXml (Join-Path $made PgTasks PgTasks.dll-Help.xml) (Join-Path $Target PgTasks.dll-Help.xml)
    foreach ($topic in Get-ChildItem $Docs -Filter about_*.md) {
        Convert-AboutTopic $topic.FullName (Join-Path $Target "$($topic.BaseName).help.txt")
    }
    Remove-Item $made -Recurse
}

Export-ModuleMember -Function ConvertTo-Help
