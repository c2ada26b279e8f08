# Reads tables of many shapes in one process; prints a table of the process's memory.
param([int] $Count = 10000)
$ErrorActionPreference = 'Stop'
Import-Module $env:BENCH_MANIFEST
. "$PSScriptRoot/Connect.ps1"
$null = & $connect
$process = [Diagnostics.Process]::GetCurrentProcess()
'| shapes | managed MB | resident MB | s |'
'|---|---|---|---|'
$watch = [Diagnostics.Stopwatch]::StartNew()
for ($n = 1; $n -le $Count; $n++) {
    # Into CSV, so that the shell looks at every property.
    $csv = Get-RedshiftTableChange "testers.shape_$n" -KeyColumn "key_$n" -CursorColumn "updated_$n" -First 10 | ConvertTo-Csv
    if ($csv.Count -ne 11) { throw "$($csv.Count) lines of shape $n" }
    if ($n -in 200, 500 -or $n % 1000 -eq 0) {
        [GC]::Collect()
        [GC]::WaitForPendingFinalizers()
        $managed = [GC]::GetTotalMemory($true) / 1MB
        $process.Refresh()
        $resident = $process.WorkingSet64 / 1MB
        [string]::Format(
            [cultureinfo]::InvariantCulture, '| {0:N0} | {1:0.0} | {2:0} | {3:0} |', $n, $managed, $resident, $watch.Elapsed.TotalSeconds)
    }
}
