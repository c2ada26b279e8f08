# Times syncs of few changes in a large table, in one warm process; emits a line of JSON for each timing.
param([int] $Rounds = 5, [string] $Only = '')
$ErrorActionPreference = 'Stop'
Import-Module $env:BENCH_MANIFEST
Import-Module $env:BENCH_CMDLETS
. "$PSScriptRoot/Connect.ps1"
$null = & $connect
$last = [datetime]::new(2024, 1, 1, 6, 0, 0, [DateTimeKind]::Utc).AddTicks([long] $env:BENCH_ROWS * 30000070)
$state = Join-Path $env:BENCH_FOLDER 'increments.json'
$subjects = [ordered] @{
    'warm: opening a session'         = { $null = & $connect }
    'warm: Sync of 100 changed rows'  = { if (@(Sync-RedshiftCustomers $state).Count -ne 100) { throw 'not 100 rows' } }
    'warm: Sync with nothing changed' = { if (@(Sync-RedshiftCustomers $state).Count -ne 0) { throw 'not 0 rows' } }
}
$changed = 'warm: Sync of 100 changed rows'
# Many warm-up rounds: each is short, and code is fully optimized only after some calls and some time.
for ($round = -30; $round -le $Rounds; $round++) {
    Set-RedshiftSyncState $state -UpdatedAt $last.AddTicks(-99 * 30000070) -WarningAction Ignore
    # If the subject that reads these hundred rows is not selected, they are read here.
    if ($changed -notmatch $Only) { & $subjects[$changed] }
    foreach ($name in @($subjects.Keys) -match $Only) {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        & $subjects[$name]
        $seconds = $watch.Elapsed.TotalSeconds
        if ($round -gt 0) { @{ subject = $name; seconds = $seconds } | ConvertTo-Json -Compress }
    }
}
