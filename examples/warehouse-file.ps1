#Requires -Version 7.4

<#
.SYNOPSIS
    Keeps a SQLite file equal to the source, and verifies it.
.DESCRIPTION
    Upserts what changed, removes what was deleted in the source, and compares both. Ends with an error if they differ.
#>
[CmdletBinding()]
param(
    [string] $ConfigurationPath = './configuration.json',
    [string] $StatePath = './warehouse.state.json',
    # A SQLite file, or the address of a PostgreSQL database.
    [string] $Destination = './warehouse.db',
    [string] $Table = 'testers.customers'
)
$ErrorActionPreference = 'Stop'

$null = Connect-Redshift -ConfigurationPath $ConfigurationPath
try {
    Sync-RedshiftCustomers $StatePath -Table $Table -Destination $Destination -RemoveDeleted Delete -MaxDeletePercent 1
    $differences = @(Test-RedshiftSync -Table $Table -Destination $Destination)
} finally {
    Disconnect-Redshift
}
if ($differences) {
    throw "$($differences.Count) customers differ between $Table and $Destination; the first: $($differences[0])"
}
