#Requires -Version 7.4

<#
.SYNOPSIS
    Writes the customers that changed since the last night into a CSV file of their own.
.DESCRIPTION
    For customers only: a whole number as key, three texts and the time of the last change. For any other table, use changed-orders.ps1.

    Rows are appended batch by batch to a file that ends in .part. The file gets its final name only when it is complete, so that nobody
    reads half of one. After a failure, the next run appends to the same file, starting with the batch that failed. Rows of that batch
    may be in the file twice: take the last line of each CustomerId. Export-Csv -Append writes the columns that the file has already; those
    of customers are always the same.
#>
[CmdletBinding()]
param(
    # host, database, port, user and password; see Get-Help Connect-Redshift.
    [string] $ConfigurationPath = './configuration.json',
    [string] $StatePath = './nightly.state.json',
    # The folder for the files.
    [string] $Folder = './drop',
    [string] $Table = 'testers.customers'
)
$ErrorActionPreference = 'Stop'

$null = New-Item $Folder -ItemType Directory -Force
$unfinished = Join-Path $Folder 'customers.csv.part'
$null = Connect-Redshift -ConfigurationPath $ConfigurationPath
try {
    $result = Sync-RedshiftCustomers $StatePath -Table $Table -ForEachBatch { $_ | Export-Csv -LiteralPath $unfinished -Append }
} finally {
    Disconnect-Redshift
}
if (Test-Path -LiteralPath $unfinished) {
    $name = [datetime]::UtcNow.ToString("'customers-'yyyyMMdd'T'HHmmssfff'.csv'", [cultureinfo]::InvariantCulture)
    Move-Item -LiteralPath $unfinished (Join-Path $Folder $name)
}
$result
