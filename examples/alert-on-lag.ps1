#Requires -Version 7.4

<#
.SYNOPSIS
    Alerts a monitor, by its exit code, when a sync has fallen behind.
.DESCRIPTION
    Reads state files only and needs no connection. The lag of a sync is the time since the upper bound of its last complete run: every row
    changed before that was delivered. It also grows when the sync does not run at all.
    Writes a line for each state file. The exit code is 0 when all is well, 1 when a sync lags, and 2 when a state file cannot be read.
#>
[CmdletBinding()]
param(
    [string[]] $StatePath = './customers.state.json',
    # The greatest lag allowed, in hours.
    [double] $LimitHours = 26
)

# Lines of text, not objects: exit drops objects that the formatter has not written yet.
$code = 0
foreach ($path in $StatePath) {
    try {
        $state = Get-RedshiftSyncState ([WildcardPattern]::Escape($path)) -ErrorAction Stop
        if ($null -eq $state.Lag) {
            "LATE $path was never synced"
            $code = [math]::Max($code, 1)
        } elseif ($state.Lag.TotalHours -gt $LimitHours) {
            "LATE $path lags $([math]::Round($state.Lag.TotalHours, 1)) hours"
            $code = [math]::Max($code, 1)
        } else {
            "OK $path lags $([math]::Round($state.Lag.TotalHours, 1)) hours"
        }
    } catch {
        "FAILED $path $($_.FullyQualifiedErrorId.Split(',')[0])"
        $code = 2
    }
}
exit $code
