#Requires -Version 7.4

<#
.SYNOPSIS
    Drops the customers that changed since the last night into a CSV file of their own.
.DESCRIPTION
    The rows go into a file with another ending first, batch by batch. Only a file that is complete gets its name, so that whoever collects
    the files never meets half of one. After a failure the next run goes on in the same file, behind the last batch that was written.
    A batch that failed half-way may then be in it twice: take the last line of each CustomerId.
#>
[CmdletBinding()]
param(
    # host, database, port, user and password; see Get-Help Connect-Redshift.
    [string] $ConfigurationPath = './configuration.json',
    [string] $StatePath = './nightly.state.json',
    # Where the files go.
    [string] $Folder = './drop',
    [string] $Table = 'testers.customers'
)
$ErrorActionPreference = 'Stop'

$null = New-Item $Folder -ItemType Directory -Force
$unfinished = Join-Path $Folder 'customers.csv.part'
$null = Connect-Redshift -ConfigurationPath $ConfigurationPath
try {
    $result = Sync-RedshiftCustomers $StatePath -Table $Table -ForEachBatch { $_ | Export-Csv $unfinished -Append }
} finally {
    Disconnect-Redshift
}
if (Test-Path $unfinished) {
    $name = 'customers-{0:yyyyMMddTHHmmssfff}.csv' -f [datetime]::UtcNow
    Move-Item $unfinished (Join-Path $Folder $name)
}
$result
