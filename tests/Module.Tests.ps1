BeforeDiscovery {
    $exported = (Import-PowerShellDataFile (Join-Path $PSScriptRoot .. PgTasks.psd1)).CmdletsToExport
    $changing = $exported | Where-Object { $_ -match '^(Add|Clear|Complete|Import|Initialize|Remove|Restart|Set|Resume|Start|Stop|Suspend|Undo|Unlock)-' }
    $onStore = $exported | Where-Object { $_ -match '-PgTask(Store)?$' -and $_ -notmatch '^(Dis)?[Cc]onnect-' }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot TestStore.psm1)
    $store = New-TestStore

    # In a PowerShell of its own, stopping at the first error.
    function Invoke-Child([scriptblock] $Script, [object[]] $Arguments) {
        $result = Invoke-PowerShell -Command $Script -args $Arguments
        if ($LASTEXITCODE) { throw "PowerShell ended with exit code $LASTEXITCODE." }
        $result
    }
}

AfterAll { Remove-TestStore $store }

Describe 'the module' {
    Context 'its manifest' {
        It 'is valid' {
            (Test-ModuleManifest $manifest).Name | Should -Be PgTasks
        }

        It 'lists the cmdlets of the assembly, all and no other' {
            $cmdlets = [PgTasks.PgTask].Assembly.GetExportedTypes().ForEach({
                    $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false)
                }).ForEach({ "$($_.VerbName)-$($_.NounName)" })
            (Import-PowerShellDataFile $manifest).CmdletsToExport | Sort-Object | Should -Be ($cmdlets | Sort-Object)
            (Get-Command -Module PgTasks).Name | Sort-Object | Should -Be ($cmdlets | Sort-Object)
        }

        It 'exports nothing else' {
            $module = Get-Module PgTasks
            $module.ExportedFunctions.Count, $module.ExportedAliases.Count, $module.ExportedVariables.Count | Should -Be 0, 0, 0
        }
    }

    Context 'its cmdlets' {
        It '<_> has an approved verb, a class of its name and an output type' -ForEach $exported {
            $command = Get-Command $_
            (Get-Verb).Verb | Should -Contain $command.Verb
            $command.ImplementingType.FullName | Should -Be "PgTasks.Commands.$($command.Verb)$($command.Noun)Command"
            $command.ImplementingType.GetCustomAttributes([System.Management.Automation.OutputTypeAttribute], $false) |
                Should -Not -BeNullOrEmpty
        }

        It '<_> supports -WhatIf and -Confirm' -ForEach $changing {
            (Get-Command $_).Parameters.Keys | Should -Contain WhatIf
            (Get-Command $_).Parameters.Keys | Should -Contain Confirm
        }

        It '<_> takes -Session' -ForEach $onStore {
            (Get-Command $_).Parameters['Session'].ParameterType | Should -Be ([PgTasks.PgTaskSession])
        }
    }

    Context 'and Npgsql' {
        BeforeAll {
            # Npgsql 9.0.3 with all it needs, as another module would bring it.
            $project = New-Item (Join-Path $TestDrive other) -ItemType Directory
            Set-Content (Join-Path $project other.csproj) @'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="Npgsql" Version="9.0.3" /></ItemGroup>
</Project>
'@
            $log = dotnet restore $project --nologo -v quiet
            if ($LASTEXITCODE) { throw "$log" }
            $assets = Get-Content (Join-Path $project obj project.assets.json) -Raw | ConvertFrom-Json -AsHashtable
            $packages = @($assets.packageFolders.Keys)[0]
            $libraries = foreach ($library in $assets.targets.'net10.0'.GetEnumerator()) {
                Join-Path $packages $assets.libraries[$library.Key].path @($library.Value.runtime.Keys)[0]
            }
            # Npgsql last, after what it needs.
            $libraries = $libraries | Sort-Object { (Split-Path $_ -Leaf) -eq 'Npgsql.dll' }

            $useOther = {
                param($libraries, $store)
                foreach ($library in $libraries) { Add-Type -Path $library }
                $connection = [Npgsql.NpgsqlConnection]::new($store)
                $connection.Open()
                $command = $connection.CreateCommand()
                $command.CommandText = 'SELECT count(*) FROM pgtasks.task'
                "$($connection.GetType().Assembly.GetName().Version): $($command.ExecuteScalar())"
                $connection.Dispose()
            }.ToString()
            $useModule = {
                param($manifest, $store)
                Import-Module $manifest
                $null = Connect-PgTask $store
                (Add-PgTask 'beside another').Title
                (Get-PgTask | Complete-PgTask -PassThru).Status.ToString()
                Get-PgTask -All | Remove-PgTask
            }.ToString()
        }

        It 'is not loaded before the first connection' {
            Invoke-Child {
                param($manifest, $store)
                $ErrorActionPreference = 'Stop'
                $loaded = { @([AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match '^(Npgsql|PgTasks\.Postgres)$').Count }
                Import-Module $manifest
                & $loaded
                $null = Get-PgTaskSession
                & $loaded
                $null = Connect-PgTask $store
                & $loaded
            } $manifest, $store | Should -Be 0, 0, 2
        }

        It 'comes from the folder of the running platform where there is one, else from the common one' {
            $elsewhere = Join-Path $TestDrive elsewhere
            $deps = Join-Path $elsewhere bin deps
            Copy-Item (Join-Path $PSScriptRoot .. bin) (Join-Path $elsewhere bin) -Recurse
            Copy-Item $manifest $elsewhere
            $find = {
                param($manifest, $store)
                $ErrorActionPreference = 'Stop'
                Import-Module $manifest
                $null = Connect-PgTask $store
                [AppDomain]::CurrentDomain.GetAssemblies().Where{ $_.GetName().Name -eq 'Npgsql' }.Location
            }
            $arguments = (Join-Path $elsewhere PgTasks.psd1), $store
            $null = New-Item (Join-Path $deps another-platform) -ItemType Directory
            Invoke-Child $find $arguments | Should -Be (Join-Path $deps Npgsql.dll)
            $here = Join-Path $deps ([System.Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier)
            $null = New-Item $here -ItemType Directory
            Copy-Item (Join-Path $deps *.dll) $here
            Invoke-Child $find $arguments | Should -Be (Join-Path $here Npgsql.dll)
        }

        It 'may be there in another version beforehand' {
            Invoke-Child {
                param($manifest, $store, $libraries, $useModule, $useOther)
                $ErrorActionPreference = 'Stop'
                & ([scriptblock]::Create($useOther)) $libraries $store
                & ([scriptblock]::Create($useModule)) $manifest $store
                & ([scriptblock]::Create($useOther)) $libraries $store
            } $manifest, $store, $libraries, $useModule, $useOther |
                Should -Be '9.0.3.0: 0', 'beside another', 'Completed', '9.0.3.0: 0'
        }

        It 'may come in another version afterwards' {
            Invoke-Child {
                param($manifest, $store, $libraries, $useModule, $useOther)
                $ErrorActionPreference = 'Stop'
                & ([scriptblock]::Create($useModule)) $manifest $store
                & ([scriptblock]::Create($useOther)) $libraries $store
                & ([scriptblock]::Create($useModule)) $manifest $store
            } $manifest, $store, $libraries, $useModule, $useOther |
                Should -Be 'beside another', 'Completed', '9.0.3.0: 0', 'beside another', 'Completed'
        }
    }

    Context 'its views' {
        BeforeAll {
            Add-PgTask 'seen elsewhere' | Out-Null
            $task = Get-PgTask
            $expected = $task | Out-String
        }

        AfterAll { Get-PgTask -All | Remove-PgTask }

        It 'are tables of its own' {
            $expected.Trim() | Should -Match '^Id Status    Priority Due +Project +Title'
        }

        It 'are there in a new runspace that imports it, before any of its cmdlets has run' {
            $shell = [powershell]::Create().AddScript('param($m, $t) Import-Module $m; $t | Out-String')
            $text = $shell.AddArgument($manifest).AddArgument($task).Invoke()
            $shell.Dispose()
            $text | Should -Be $expected
        }

        It 'are there in the runspaces of ForEach-Object -Parallel that import it' {
            $text = 1..2 | ForEach-Object -Parallel {
                Import-Module $using:manifest
                $using:task | Out-String
            }
            $text | Should -Be $expected, $expected
        }

        It 'are there after Import-Module -Force, and go with Remove-Module' {
            Invoke-Child {
                param($manifest)
                $ErrorActionPreference = 'Stop'
                $count = { @(Get-FormatData PgTasks.PgTask).Count }
                & $count
                Import-Module $manifest
                & $count
                Import-Module $manifest -Force
                & $count
                Remove-Module PgTasks
                & $count
            } $manifest | Should -Be 0, 1, 1, 0
        }
    }

    Context 'in a script' {
        It 'imports again with -Force and goes with Remove-Module' {
            Invoke-Child {
                param($manifest, $store)
                $ErrorActionPreference = 'Stop'
                Import-Module $manifest
                $first = Connect-PgTask $store
                Import-Module $manifest -Force
                $first.State
                $second = Connect-PgTask $store
                Remove-Module PgTasks
                $second.State
                @(Get-Command -Module PgTasks).Count
                Import-Module $manifest
                (Connect-PgTask $store).State
            } $manifest, $store | Should -Be Closed, Closed, 0, Open
        }
    }
}
