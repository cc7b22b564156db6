# Claims tasks, notes each in a table of its own, and completes it: those of the project 'once' in the same transaction.
param($Manifest, $ConnectionString)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module $Manifest
for ($session = $null; -not $session;) {
    # The server may be down just now.
    $session = try { Connect-PgTask $ConnectionString -ApplicationName "stress $PID" } catch { Start-Sleep -Milliseconds 200 }
}

function Write-Done($claim) {
    Invoke-PgTaskQuery 'INSERT INTO public.done (task, run, by) VALUES (@id, @run, @by)' -Parameter @{
        id = $claim.Id; run = $claim.ClaimId; by = $PID
    }
}

while ($true) {
    try {
        $claims = @(Request-PgTask -Count 10 -Lease 5s)
        foreach ($claim in $claims) {
            # Long enough that some are under way when somebody is killed, however fast the machine is.
            Start-Sleep -Milliseconds 50
            if ($claim.Project -eq 'once') {
                Invoke-PgTaskTransaction {
                    Write-Done $claim
                    $claim | Complete-PgTask
                }
            } else {
                Write-Done $claim
                $claim | Complete-PgTask
            }
        }
        if (-not $claims) {
            if (-not (Get-PgTask -First 1)) { exit 0 }
            Start-Sleep -Milliseconds 200
        }
    } catch {
        # The lease may run out on a busy machine, and the server be away: whoever claims the task next does it.
        $isExpected = $_.FullyQualifiedErrorId -like 'LeaseLost,*' -or $_.Exception.IsTransient -or
            $_.FullyQualifiedErrorId -match '^(CommitUnknown|OutcomeUnknown),'
        if (-not $isExpected) {
            Write-Host "$($_.FullyQualifiedErrorId): $_"
            exit 3
        }
        Start-Sleep -Milliseconds 100
    }
}
