# What a mistyped variable, which is $null, does where a parameter takes it.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot .. PgTasks.psd1)
    # Here nothing is something: no tags, no arguments, no title (which is an error of its own).
    $meant = 'Add-PgTask -Title', 'Add-PgTask -Tag', 'Set-PgTask -Tag', 'Add-PgTask -DependsOn',
        'Set-PgTask -DependsOn', 'Invoke-PgTaskQuery -ArgumentList'
    $lists = foreach ($command in Get-Command -Module PgTasks -CommandType Cmdlet) {
        foreach ($parameter in $command.Parameters.Values) {
            $isList = $parameter.ParameterType.IsArray -or $parameter.Name -in 'Session', 'IsolationLevel'
            $isCommon = $parameter.Name -in [System.Management.Automation.Cmdlet]::CommonParameters
            if ($isList -and -not $isCommon -and "$command -$($parameter.Name)" -notin $meant) {
                @{ Command = $command.Name; Parameter = $parameter.Name; IsArray = $parameter.ParameterType.IsArray }
            }
        }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore
}

AfterAll { Remove-TestStore $store }

Describe 'A list, a filter or a session that is $null' {
    It '<Command> -<Parameter> refuses it' -ForEach $lists {
        $attributes = (Get-Command $Command).Parameters[$Parameter].Attributes
        $isMandatory = -not ($attributes | Where-Object {
                $_ -is [System.Management.Automation.ParameterAttribute] -and -not $_.Mandatory })
        $allows = $attributes.TypeId.Name -match 'Allow'
        $refuses = $attributes.TypeId.Name -match ($IsArray ? '^ValidateNotNullOrEmpty' : '^ValidateNotNull')
        ($isMandatory -or $refuses) -and -not $allows | Should -BeTrue
    }

    It '<Line> reads and changes nothing' -ForEach @(
        @{ Line = 'Get-PgTask -Status $typo' }, @{ Line = 'Get-PgTask -Status @()' }
        @{ Line = 'Get-PgTask -Id $typo' }, @{ Line = 'Get-PgTask -Id @()' }, @{ Line = 'Get-PgTask -Session $typo' }
        @{ Line = 'Export-PgTask $file -Status $typo' }, @{ Line = 'Export-PgTask $file -InputObject $typo' }
        @{ Line = 'Remove-PgTask $typo' }, @{ Line = 'Complete-PgTask @()' }, @{ Line = '$typo | Remove-PgTask' }
        @{ Line = 'Get-PgTask | Remove-PgTask -Session $typo' }, @{ Line = 'Disconnect-PgTask $typo' }
        @{ Line = 'Start-PgTaskTransaction -IsolationLevel $typo' }
    ) {
        $file = Join-Path $TestDrive typo.csv
        $typo = $null
        $null = Add-PgTask kept
        $ErrorActionPreference = 'Stop'
        $problem = { & ([scriptblock]::Create($Line)) } | Should -Throw -PassThru
        $problem.FullyQualifiedErrorId | Should -Match '^(ParameterArgument|InputObjectNotBound)'
        Test-Path $file | Should -BeFalse
        (Get-PgTask).Title | Should -Contain kept
    }
}
