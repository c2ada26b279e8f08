#Requires -Version 7.4

<#
.SYNOPSIS
    Writes the changed rows of any table into CSV files, one for each batch.
.DESCRIPTION
    Reads a table such as shop.orders, whose key has two columns (region and order_no). Each batch becomes a file, which gets its name only
    when it is complete, and the checkpoint follows. If the run is killed between the two, the next run writes the batch once more: of the
    same key, take the row in the latest file. The files have the same form in every culture, and a column that the table gets later is in
    the files from then on.
    If the table declares no key, or has no column whose name says when a row was changed, give -KeyColumn and -CursorColumn. Only the first
    run needs them.
.EXAMPLE
    pwsh -File changed-orders.ps1 -Table shop.orders
.EXAMPLE
    pwsh -File changed-orders.ps1 -Table shop.page_views -KeyColumn view_id -CursorColumn viewed_on
#>
[CmdletBinding()]
param(
    [string] $Table = 'shop.orders',
    # host, database, port, user and password; see Get-Help Connect-Redshift.
    [string] $ConfigurationPath = './configuration.json',
    [string] $StatePath = "./$Table.state.json",
    # The folder for the files.
    [string] $Folder = './drop',
    # The columns that tell rows apart, separated by commas; by default the declared primary key.
    [string[]] $KeyColumn,
    # The column that is set whenever a row is changed.
    [string] $CursorColumn
)
$ErrorActionPreference = 'Stop'

# pwsh -File passes a,b on as one text.
$plan = @{}
if ($KeyColumn) { $plan.KeyColumn = $KeyColumn.Split(',') }
if ($CursorColumn) { $plan.CursorColumn = $CursorColumn }

$null = New-Item $Folder -ItemType Directory -Force
$unfinished = Join-Path $Folder "$Table.csv.part"
$culture = [cultureinfo]::CurrentCulture
$null = Connect-Redshift -ConfigurationPath $ConfigurationPath
try {
    # Export-Csv writes numbers by the culture.
    [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
    Sync-RedshiftTable $Table $StatePath @plan -ForEachBatch {
        $_ | Export-Csv -LiteralPath $unfinished
        $time = [datetime]::UtcNow.ToString("yyyyMMdd'T'HHmmssffffff")
        Move-Item -LiteralPath $unfinished (Join-Path $Folder "$Table-$time.csv")
    }
} finally {
    [cultureinfo]::CurrentCulture = $culture
    Disconnect-Redshift
}
