#Requires -Version 7.4

<#
.SYNOPSIS
    Registers a scheduled task on Windows that runs a runbook every night.
.DESCRIPTION
    The task runs under your own account, and is not started while the last run is still going.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The script to run.
    [Parameter(Mandatory)] [string] $Runbook,
    [string] $TaskName = 'RedshiftSync nightly',
    [datetime] $At = '02:15'
)
$ErrorActionPreference = 'Stop'

$path = (Resolve-Path -LiteralPath $Runbook).ProviderPath
$action = New-ScheduledTaskAction -Execute (Get-Command pwsh -CommandType Application -TotalCount 1).Source -Argument "-NoProfile -NonInteractive -File `"$path`"" -WorkingDirectory (Split-Path -LiteralPath $path)
$trigger = New-ScheduledTaskTrigger -Daily -At $At
$settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -StartWhenAvailable -ExecutionTimeLimit (New-TimeSpan -Hours 4)
if ($PSCmdlet.ShouldProcess($TaskName, "Run $path every day at $($At.ToString('HH:mm'))")) {
    Register-ScheduledTask -TaskName $TaskName -Action $action -Trigger $trigger -Settings $settings
}
