BeforeDiscovery {
    $manifest = Import-PowerShellDataFile (Join-Path $PSScriptRoot .. PgTasks.psd1)
    $cmdlets = $manifest.CmdletsToExport | ForEach-Object { @{ Name = $_ } }
    $parameters = foreach ($name in $manifest.CmdletsToExport) {
        $page = Join-Path $PSScriptRoot .. docs en-US "$name.md"
        if (Test-Path $page) {
            (Select-String -LiteralPath $page -Pattern '^### -(\w+)').Matches |
                ForEach-Object { @{ Name = $name; Parameter = $_.Groups[1].Value } }
        }
    }
    $files = Get-ChildItem (Join-Path $PSScriptRoot .. docs en-US), (Join-Path $PSScriptRoot .. en-US) -File |
        ForEach-Object { @{ Name = $_.Name; Path = $_.FullName } }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot .. PgTasks.psd1)
    $root = Join-Path $PSScriptRoot ..
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters

    function Get-OwnParameter($name) {
        (Get-Command $name).Parameters.Keys | Where-Object { $_ -notin $common } | Sort-Object
    }
}

Describe 'Help of <Name>' -ForEach $cmdlets {
    BeforeAll {
        $help = Get-Help $Name -Full
    }

    It 'has a synopsis of its own' {
        $help.Synopsis.Trim() | Should -Not -BeNullOrEmpty
        # Without help, Get-Help takes the syntax for the synopsis.
        $help.Synopsis | Should -Not -BeLike "*$Name*<CommonParameters>*"
    }

    It 'has a description' {
        ($help.description.Text -join '').Trim() | Should -Not -BeNullOrEmpty
    }

    It 'has examples with code that runs the cmdlet' {
        @($help.examples.example).Count | Should -BeGreaterThan 0
        foreach ($example in $help.examples.example) {
            $example.code | Should -BeLike "*$Name*"
            $errors = $null
            $null = [System.Management.Automation.Language.Parser]::ParseInput(
                $example.code, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
        }
    }

    It 'has words for every parameter' {
        foreach ($parameter in Get-OwnParameter $Name) {
            $words = ($help.parameters.parameter | Where-Object name -eq $parameter).description.Text -join ''
            $words.Trim() | Should -Not -BeNullOrEmpty -Because "-$parameter needs words"
        }
    }

    It 'knows the parameters of the page, so it was made from it' {
        $page = (Select-String (Join-Path $root docs en-US "$Name.md") -Pattern '^### -(\w+)').Matches
        ($help.parameters.parameter.name | Sort-Object) -join ', ' |
            Should -Be (($page | ForEach-Object { $_.Groups[1].Value } | Sort-Object) -join ', ')
    }
}

Describe 'The page of <Name>' -ForEach $parameters {
    It 'documents -<Parameter>, which the cmdlet has' {
        (Get-Command $Name).Parameters.Keys | Should -Contain $Parameter
    }
}

Describe 'The file <Name>' -ForEach $files {
    It 'holds no placeholder and no artefact' {
        Get-Content -LiteralPath $Path -Raw | Should -Not -Match '\{\{|\u0080|&#x80;'
    }
}

Describe 'The topic <Name>' -ForEach ($files | Where-Object Name -Like '*.help.txt') {
    It 'is text of 80 columns' {
        Get-Content -LiteralPath $Path | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }

    It 'has none of Markdown''s marks' {
        Get-Content -LiteralPath $Path -Raw | Should -Not -Match '(?m)\*\*\w|\]\(|^#|^\||```|^`'
    }
}

Describe 'The help file' {
    It 'leads to nobody else''s page' {
        $help = [xml] (Get-Content (Join-Path $root en-US PgTasks.dll-Help.xml) -Raw)
        $help.GetElementsByTagName('maml:uri').Where{ $_.InnerText } | Should -BeNullOrEmpty
    }
}

Describe 'about_PgTasks' {
    It 'is found' {
        Get-Help about_PgTasks | Out-String | Should -BeLike '*about_PgTasks*'
    }
}
