#Requires -Version 7.4

<#
.SYNOPSIS
    Registers a scheduled task of Windows that runs a runbook every night.
.DESCRIPTION
    Under your own account and only while a second run cannot overlap the first; the lock on the state file would refuse it anyway.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The script to run.
    [Parameter(Mandatory)] [string] $Runbook,
    [string] $TaskName = 'RedshiftSync nightly',
    [datetime] $At = '02:15'
)
$ErrorActionPreference = 'Stop'

$path = (Resolve-Path $Runbook).ProviderPath
$action = New-ScheduledTaskAction -Execute (Get-Command pwsh -CommandType Application -TotalCount 1).Source -Argument "-NoProfile -NonInteractive -File `"$path`"" -WorkingDirectory (Split-Path $path)
$trigger = New-ScheduledTaskTrigger -Daily -At $At
$settings = New-ScheduledTaskSettingsSet -MultipleInstances IgnoreNew -StartWhenAvailable -ExecutionTimeLimit (New-TimeSpan -Hours 4)
if ($PSCmdlet.ShouldProcess($TaskName, "Run $path every day at $($At.ToString('HH:mm'))")) {
    Register-ScheduledTask -TaskName $TaskName -Action $action -Trigger $trigger -Settings $settings
}
