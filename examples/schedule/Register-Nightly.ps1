#Requires -Version 7.4

<#
.SYNOPSIS
    Registers a scheduled task on Windows that runs a runbook every night.
.DESCRIPTION
    The task is not started while the last run is still going. It runs under the account of -Credential, whether or not that account is
    logged on; the account needs the right to log on as a batch job. Without -Credential it runs under your own account, and only while you
    are logged on.
.EXAMPLE
    ./Register-Nightly.ps1 C:\redshiftsync\warehouse-file.ps1 -Credential (Get-Credential)
.EXAMPLE
    ./Register-Nightly.ps1 C:\redshiftsync\changed-orders.ps1 '-Table shop.orders -Reading ./orders.psd1' -TaskName 'RedshiftSync orders'

    Changed rows of any table into CSV files.
.EXAMPLE
    ./Register-Nightly.ps1 C:\redshiftsync\alert-on-lag.ps1 ./warehouse.state.json -TaskName 'RedshiftSync lag' -At 03:15

    The last result of this task is 2 when the sync lags.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The script to run. The task starts in its folder.
    [Parameter(Mandatory, Position = 0)] [string] $Runbook,
    # What to pass to the script, as on a command line.
    [Parameter(Position = 1)] [string] $Argument = '',
    [string] $TaskName = 'RedshiftSync nightly',
    [datetime] $At = '02:15',
    # The account to run under, and its password.
    [pscredential] $Credential
)
$ErrorActionPreference = 'Stop'

$path = (Resolve-Path -LiteralPath $Runbook).ProviderPath
$shell = (Get-Command pwsh -CommandType Application -TotalCount 1).Source
$line = "-NoProfile -NonInteractive -File `"$path`" $Argument".TrimEnd()
$action = New-ScheduledTaskAction -Execute $shell -Argument $line -WorkingDirectory (Split-Path -LiteralPath $path)
$trigger = New-ScheduledTaskTrigger -Daily -At $At
$settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -StartWhenAvailable -ExecutionTimeLimit (New-TimeSpan -Hours 4)
$account = $Credential ? @{ User = $Credential.UserName; Password = $Credential.GetNetworkCredential().Password } : @{}
if ($PSCmdlet.ShouldProcess($TaskName, "Run $path every day at $($At.ToString('HH:mm', [cultureinfo]::InvariantCulture))")) {
    Register-ScheduledTask -TaskName $TaskName -Action $action -Trigger $trigger -Settings $settings @account
}
