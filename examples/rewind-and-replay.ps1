#Requires -Version 7.4

<#
.SYNOPSIS
    Delivers everything since a given time again, after the destination has lost it.
.DESCRIPTION
    Syncs, keeps a copy of the state file, moves the checkpoint back, and syncs again. A checkpoint that is already before that time is not moved.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # The time: 2026-11-26, 2026-11-26T08:00:00+01:00, or 7d for seven days ago. Text without a zone is UTC, as for the module's parameters.
    [Parameter(Mandatory)]
    [ValidatePattern('^(\d{4}-\d\d-\d\d.*|\d{1,5}d)$',
        ErrorMessage = "'{0}' is not a time. Write 2026-11-26, 2026-11-26T08:00:00+01:00, or 7d for seven days ago.")]
    [string] $Since,
    [string] $ConfigurationPath = './configuration.json',
    [string] $StatePath = './warehouse.state.json',
    [string] $Destination = './warehouse.db',
    [string] $Table = 'testers.customers'
)
$ErrorActionPreference = 'Stop'

$moment = $Since.EndsWith('d') ? [datetimeoffset]::UtcNow.AddDays(-[int]$Since.TrimEnd('d'))
    : [datetimeoffset]::Parse($Since, [cultureinfo]::InvariantCulture, [Globalization.DateTimeStyles]::AssumeUniversal)
$state = Get-RedshiftSyncState ([WildcardPattern]::Escape($StatePath))
$isLater = $state.Watermark -and $state.Watermark.UpdatedAt.UtcDateTime -gt $moment.UtcDateTime
$text = $moment.UtcDateTime.ToString('o', [cultureinfo]::InvariantCulture)
if ($isLater -and -not $PSCmdlet.ShouldProcess($StatePath, "Move the checkpoint back to $text and sync")) {
    return
}
$null = Connect-Redshift -ConfigurationPath $ConfigurationPath
try {
    if ($isLater) {
        # First a sync from where the checkpoint is: if it fails, as with a wrong destination, the checkpoint stays there.
        $null = Sync-RedshiftCustomers $StatePath -Table $Table -Destination $Destination
        Copy-Item -LiteralPath $StatePath "$StatePath.before-replay"
        Set-RedshiftSyncState $StatePath -UpdatedAt $text -Confirm:$false
    }
    Sync-RedshiftCustomers $StatePath -Table $Table -Destination $Destination
} finally {
    Disconnect-Redshift
}
