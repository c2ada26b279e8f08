#Requires -Version 7.4

<#
.SYNOPSIS
    Alerts a monitor, by its exit code, when a sync has fallen behind.
.DESCRIPTION
    Reads state files only and needs no connection. The lag of a sync is the time since the upper bound of its last complete run: every row
    changed before that was delivered. It also grows when the sync does not run at all.
    Writes a line for each state file. The exit code is one that plugins of Nagios use: 0 when all is well, 2 when a sync lags or was
    never complete, 3 when a state file cannot be read. PowerShell itself ends with 1 when it cannot run the script, as for a wrong
    parameter.
.EXAMPLE
    pwsh -File alert-on-lag.ps1 warehouse.state.json csv.state.json -LimitHours 26
.EXAMPLE
    pwsh -File alert-on-lag.ps1 './*.state.json'
#>
[CmdletBinding()]
param(
    # State files. Wildcards are allowed. Several are separated by blanks, or by commas as in PowerShell.
    [Parameter(Position = 0)] [string[]] $StatePath = './customers.state.json',
    [Parameter(ValueFromRemainingArguments, DontShow)] [string[]] $MoreStatePath = @(),
    # The greatest lag allowed, in hours.
    [double] $LimitHours = 26
)
$ErrorActionPreference = 'Stop'

# pwsh -File passes a,b on as one text.
$paths = @($StatePath) + @($MoreStatePath) | ForEach-Object { (Test-Path -LiteralPath $_) ? $_ : $_.Split(',') }

# Lines of text, not objects: exit drops objects that the formatter has not written yet.
$code = 0
foreach ($path in $paths) {
    $states = @(Get-RedshiftSyncState -Path $path -ErrorAction SilentlyContinue -ErrorVariable problems)
    foreach ($state in $states) {
        $isLate = $null -eq $state.Lag -or $state.Lag.TotalHours -gt $LimitHours
        $lag = $null -eq $state.Lag ? 'was never complete' : "lags $([math]::Round($state.Lag.TotalHours, 1)) hours"
        "$($isLate ? 'LATE' : 'OK') $($state.Path) $lag"
        if ($isLate) { $code = [math]::Max($code, 2) }
    }
    foreach ($problem in $problems) {
        # Without a target, the path looks like an address, which can hold a password.
        "FAILED $($problem.TargetObject ?? 'a path') $($problem.FullyQualifiedErrorId.Split(',')[0])"
        $code = 3
    }
    # A pattern that no file matches.
    if (-not $states -and -not $problems) {
        "FAILED $path StateFileNotFound"
        $code = 3
    }
}
exit $code
