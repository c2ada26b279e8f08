#Requires -Version 7.4

<#
.SYNOPSIS
    Has everything since a moment delivered again, after something downstream has lost it.
.DESCRIPTION
    Moves the checkpoint back, keeping a copy of the state file as it was, and syncs. A checkpoint that stands before that moment already is left alone.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # From when on, UTC unless it says otherwise.
    [Parameter(Mandatory)] [datetimeoffset] $Since,
    [string] $ConfigurationPath = './configuration.json',
    [string] $StatePath = './warehouse.state.json',
    [string] $Destination = './warehouse.db',
    [string] $Table = 'testers.customers'
)
$ErrorActionPreference = 'Stop'

$state = Get-RedshiftSyncState $StatePath
if ($state.Watermark -and $state.Watermark.UpdatedAt.UtcDateTime -gt $Since.UtcDateTime) {
    if (-not $PSCmdlet.ShouldProcess($StatePath, "Move the checkpoint back to $($Since.ToString('o')) and sync")) {
        return
    }
    Copy-Item $StatePath "$StatePath.before-replay"
    Set-RedshiftSyncState $StatePath -UpdatedAt $Since.UtcDateTime -Confirm:$false
}
$null = Connect-Redshift -ConfigurationPath $ConfigurationPath
try {
    Sync-RedshiftCustomers $StatePath -Table $Table -Destination $Destination
} finally {
    Disconnect-Redshift
}
