<#
.SYNOPSIS
Fan-out and wait: many parts, done by whoever works on the project, and one task that comes when all are done.
.PARAMETER Path
The files, one part each.
.PARAMETER Timeout
How long to wait for the last task.
.EXAMPLE
Get-ChildItem *.log | ./fan-out.ps1

On other machines, or in another window: Invoke-PgTask -Project count -Until Forever { … }
#>
param(
    [Parameter(Mandatory, ValueFromPipeline, ValueFromPipelineByPropertyName)] [Alias('FullName')] [string[]] $Path,
    [timespan] $Timeout = '01:00:00'
)

begin {
    $ErrorActionPreference = 'Stop'
    $parts = [System.Collections.Generic.List[long]]::new()
}
process {
    foreach ($file in $Path) {
        $parts.Add((Add-PgTask "Count $file" -Project count.part -Data @{ path = $file }).Id)
    }
}
end {
    $sum = Add-PgTask "Sum $($parts.Count) files" -Project count.sum -DependsOn $parts -Data @{ parts = $parts }
    $sum | Wait-PgTask -Timeout $Timeout
}
