#Requires -Version 7.4

<#
.SYNOPSIS
    Tells when a sync has fallen behind, for a monitor that looks at exit codes.
.DESCRIPTION
    Needs the state file only, no connection. Lag is the time since everything up to a moment was known to be delivered; it also grows when
    the sync does not run at all, which the age of the watermark, growing while nothing changes in the source, cannot tell.
    Ends with 0 when all is well, with 1 when a sync lags, and with 2 when a state file cannot be read.
#>
[CmdletBinding()]
param(
    [string[]] $StatePath = './customers.state.json',
    # How much is too much.
    [timespan] $Limit = '1.02:00:00'
)

$code = 0
foreach ($path in $StatePath) {
    try {
        $state = Get-RedshiftSyncState $path -ErrorAction Stop
        $isLate = $null -eq $state.Lag -or $state.Lag -gt $Limit
        [pscustomobject] @{ Path = $path; IsLate = $isLate; Lag = $state.Lag; Problem = $null }
        if ($isLate) { $code = [math]::Max($code, 1) }
    } catch {
        [pscustomobject] @{ Path = $path; IsLate = $true; Lag = $null; Problem = $_.FullyQualifiedErrorId.Split(',')[0] }
        $code = 2
    }
}
exit $code
