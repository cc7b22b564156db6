# The PowerShell that runs, for a child process of the same: as a .NET tool it is pwsh.dll under dotnet, and there may be
# no pwsh on PATH.

# The program and its first arguments.
function Get-PowerShellCommand {
    $program = [System.Environment]::ProcessPath
    $program
    if ([System.IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') {
        Join-Path $PSHOME pwsh.dll
    }
}

# Runs it without profile and questions, with the arguments of pwsh.
function Invoke-PowerShell {
    $program, [string[]] $prefix = Get-PowerShellCommand
    & $program @prefix -NoProfile -NonInteractive @args
}

Export-ModuleMember -Function Get-PowerShellCommand, Invoke-PowerShell
