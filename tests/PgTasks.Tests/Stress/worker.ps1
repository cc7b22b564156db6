# The same by the worker: its blocks run side by side, and those of the project 'once' complete what they have themselves.
param($Manifest, $ConnectionString)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $Manifest
for ($session = $null; -not $session;) {
    # The server may be down just now.
    $session = try { Connect-PgTask $ConnectionString -ApplicationName "stress $PID" } catch { Start-Sleep -Milliseconds 200 }
}

while ($true) {
    try {
        # What a block cannot do while the server is away is tried again, and so is the whole.
        Invoke-PgTask -ThrottleLimit 2 -Lease 5s -Backoff 100ms -ErrorAction SilentlyContinue 6> $null {
            param($Task)
            # Long enough that some are under way when somebody is killed, however fast the machine is.
            Start-Sleep -Milliseconds 100
            $done = { Invoke-PgTaskQuery 'INSERT INTO public.done (task, run, by) VALUES (@id, @run, @by)' -Parameter @{
                    id = $Task.Id; run = $Task.ClaimId; by = $PID } }
            if ($Task.Project -eq 'once') {
                Invoke-PgTaskTransaction {
                    & $done
                    $Task | Complete-PgTask -ErrorAction Stop
                }
            } else {
                & $done
            }
        }
        if (-not (Get-PgTask -First 1)) { exit 0 }
        Start-Sleep -Milliseconds 200
    } catch {
        if (-not $_.Exception.IsTransient -and $_.FullyQualifiedErrorId -notmatch '^(CommitUnknown|OutcomeUnknown),') {
            Write-Host "$($_.FullyQualifiedErrorId): $_"
            exit 3
        }
        Start-Sleep -Milliseconds 100
    }
}
