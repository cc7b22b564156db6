# A database of its own for each test file, on PGTASKS_TEST_CONNECTION or on the product's own ephemeral server, and a
# way beside the product to see what that database holds. With PGTASKS_TEST_DISTRIBUTE=1 that connection is to a coordinator
# of Citus with its workers, and the stores are distributed.

# Never the private server of whoever runs the tests.
$env:PGTASKS_HOME = Join-Path ([System.IO.Path]::GetTempPath()) "pgtasks-tests-$PID"
$null = Register-EngineEvent PowerShell.Exiting -SupportEvent -Action {
    Remove-Item $env:PGTASKS_HOME -Recurse -ErrorAction Ignore
}

$manifest = Join-Path $PSScriptRoot .. PgTasks.psd1
Import-Module $manifest -Global
Import-Module (Join-Path $PSScriptRoot .. build PowerShell.psm1)

# Npgsql from the built module, in a context of its own: the product's is private.
$context = [System.Runtime.Loader.AssemblyLoadContext]::new('PgTasks tests')
$null = Get-ChildItem (Join-Path $PSScriptRoot .. bin deps *.dll) -Exclude PgTasks.* |
    ForEach-Object { $context.LoadFromAssemblyPath($_.FullName) }
$npgsql = $context.Assemblies | Where-Object { $_.GetName().Name -eq 'Npgsql' }
$serverConnection = $null
$databases = 0

# The connection string's settings, by name.
function Get-TestSetting([string] $ConnectionString) {
    [Activator]::CreateInstance($npgsql.GetType('Npgsql.NpgsqlConnectionStringBuilder'), $ConnectionString)
}

function Get-ServerConnection {
    if (-not $script:serverConnection) {
        $script:serverConnection = if ($env:PGTASKS_TEST_CONNECTION) {
            $env:PGTASKS_TEST_CONNECTION
        } else {
            $server = Start-PgTaskServer -Ephemeral
            $settings = Get-TestSetting ''
            $settings['Host'] = $server.HostName
            $settings['Port'] = $server.Port
            $settings['Username'] = $server.UserName
            $settings['Database'] = $server.Database
            $settings.ConnectionString
        }
    }

    $script:serverConnection
}

# The servers that a database has to be on, the one to connect to first.
function Get-TestNode {
    Get-ServerConnection
    if ($env:PGTASKS_TEST_DISTRIBUTE) {
        Invoke-TestSql (Get-ServerConnection) 'SELECT nodename, nodeport FROM pg_dist_node WHERE groupid > 0' | ForEach-Object {
            $settings = Get-TestSetting (Get-ServerConnection)
            $settings['Host'] = $_.nodename
            $settings['Port'] = $_.nodeport
            $settings.ConnectionString
        }
    }
}

# An empty database; with a store and connected to by this runspace, unless -Empty.
function New-TestStore([switch] $Empty) {
    $settings = Get-TestSetting (Get-ServerConnection)
    $settings['Database'] = "pester_${PID}_$((++$script:databases))"
    foreach ($node in Get-TestNode) {
        Invoke-TestSql $node "CREATE DATABASE $($settings['Database'])"
        if ($env:PGTASKS_TEST_DISTRIBUTE) {
            $there = Get-TestSetting $node
            $there['Database'] = $settings['Database']
            Invoke-TestSql $there.ConnectionString 'CREATE EXTENSION citus'
        }
    }

    if ($env:PGTASKS_TEST_DISTRIBUTE) {
        $add = 'citus_set_coordinator_host'
        foreach ($node in Get-TestNode | ForEach-Object { Get-TestSetting $_ }) {
            $null = Invoke-TestSql $settings.ConnectionString "SELECT $add('$($node['Host'])', $($node['Port']))"
            $add = 'citus_add_node'
        }

        $global:PSDefaultParameterValues['Initialize-PgTaskStore:Distribute'] = $true
    }

    if (-not $Empty) {
        $null = Connect-PgTask $settings.ConnectionString
        # In a module the global default values of parameters are not in force.
        Initialize-PgTaskStore -Distribute:([bool] $env:PGTASKS_TEST_DISTRIBUTE)
    }

    $settings.ConnectionString
}

# Closes this runspace's sessions to a test database and drops it.
function Remove-TestStore([string] $Store) {
    $database = (Get-TestSetting $Store)['Database']
    Get-PgTaskSession | Where-Object Database -EQ $database | Disconnect-PgTask
    foreach ($node in Get-TestNode) { Invoke-TestSql $node "DROP DATABASE $database WITH (FORCE)" }
}

function Open-TestConnection([string] $Store) {
    $settings = Get-TestSetting $Store
    $settings['Pooling'] = $false
    $settings['Application Name'] = 'tests'
    $settings['GSS Encryption Mode'] = 'Disable'
    $connection = [Activator]::CreateInstance($npgsql.GetType('Npgsql.NpgsqlConnection'), $settings.ConnectionString)
    $connection.Open()
    $connection
}

# The rows, as objects; of one column, the bare values. On a connection string, or on an open connection.
function Invoke-TestSql([object] $Store, [string] $Sql) {
    $connection = $Store -is [string] ? (Open-TestConnection $Store) : $Store
    try {
        $command = $connection.CreateCommand()
        $command.CommandText = $Sql
        $reader = $command.ExecuteReader()
        while ($reader.Read()) {
            $row = [ordered]@{}
            for ($i = 0; $i -lt $reader.FieldCount; $i++) {
                $row[$reader.GetName($i)] = $reader.IsDBNull($i) ? $null : $reader.GetValue($i)
            }

            $reader.FieldCount -eq 1 ? $row[0] : [pscustomobject] $row
        }

        $reader.Dispose()
    } finally {
        if ($Store -is [string]) { $connection.Dispose() }
    }
}

# What the server says of the connections to a store, but for the tests' own.
function Get-TestActivity([string] $Store, [string] $ApplicationName = '%') {
    Invoke-TestSql $Store @"
        SELECT pid, application_name, state, wait_event_type, query FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE '$ApplicationName'
        AND application_name <> 'tests' AND backend_type = 'client backend'
"@
}

# Returns once the condition holds.
function Wait-TestCondition([scriptblock] $Condition, [double] $Seconds = 10) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt $Seconds) { throw "Not within $Seconds s: $Condition" }
        Start-Sleep -Milliseconds 10
    }
}

# A runspace with the module, and a session in it that may hold one connection.
function New-TestRunspace([string] $Store, [string] $ApplicationName) {
    $runspace = [runspacefactory]::CreateRunspace()
    $runspace.Open()
    Invoke-TestRunspace $runspace {
        param($manifest, $store, $name)
        Import-Module $manifest
        if ($store) { $null = Connect-PgTask $store -ApplicationName $name -MaxPoolSize 1 }
    } $manifest $Store $ApplicationName
    $runspace
}

function Invoke-TestRunspace([runspace] $Runspace, [scriptblock] $Script) {
    $shell = [powershell]::Create($Runspace).AddScript($Script)
    try {
        foreach ($argument in $args) { $null = $shell.AddArgument($argument) }
        $shell.Invoke()
        if ($shell.HadErrors) { throw $shell.Streams.Error[0] }
    } finally {
        $shell.Dispose()
    }
}

# Runs a command against a locked table, stops it as Ctrl+C does once the server has it waiting, and tells what is left.
function Stop-BlockedCommand([string] $Store, [scriptblock] $Command, [string] $Table = 'pgtasks.task') {
    $runspace = New-TestRunspace $Store blocked
    $blocker = Open-TestConnection $Store
    $shell = [powershell]::Create($runspace).AddScript($Command)
    try {
        Invoke-TestSql $blocker "BEGIN; LOCK TABLE $Table"
        $running = $shell.BeginInvoke()
        Wait-TestCondition { (Get-TestActivity $Store blocked).wait_event_type -contains 'Lock' }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        $stopped = $clock.Elapsed
        Wait-TestCondition { -not (Get-TestActivity $Store blocked | Where-Object state -NE idle) }
        $gone = $clock.Elapsed
        $thrown = try { $shell.EndInvoke($running) } catch { $_.Exception.InnerException }
        Invoke-TestSql $blocker ROLLBACK
        [pscustomobject]@{
            State = $shell.InvocationStateInfo.State
            Stopped = $stopped
            Gone = $gone
            Thrown = $thrown
            Errors = @($shell.Streams.Error)
            TasksAfter = Invoke-TestRunspace $runspace { @(Get-PgTask).Count }
        }
    } finally {
        $blocker.Dispose()
        $shell.Dispose()
        $runspace.Dispose()
    }
}

Export-ModuleMember -Function *-Test*, Stop-BlockedCommand, Get-PowerShellCommand, Invoke-PowerShell -Variable manifest
