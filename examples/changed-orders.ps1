#Requires -Version 7.4

<#
.SYNOPSIS
    Writes the changed rows of any table into CSV files, one for each batch.
.DESCRIPTION
    Reads a table such as shop.orders, whose key has two columns (region and order_no). Each batch becomes a file, which gets its name only
    when it is complete, and the checkpoint follows. If the run is killed between the two, the next run writes the batch once more: of the
    same key, take the row in the latest file. The files have the same form in every culture, and a column that the table gets later is in
    the files from then on.

    How the table is read is up to the parameters of Sync-RedshiftTable in -Reading: -KeyColumn and -CursorColumn where the table does not
    tell them, -Lookback, -NoKey, -NumericAsText, -Filter and -FilterParameter, -Column and -ExcludeColumn, -TimeZone, -Since, -SafetyLag
    and so on. Give the same ones each night.
.EXAMPLE
    pwsh -File changed-orders.ps1 -Table shop.orders
.EXAMPLE
    pwsh -File changed-orders.ps1 -Table shop.page_views -Reading ./page_views.psd1

    The file page_views.psd1 contains: @{ KeyColumn = 'view_id'; CursorColumn = 'viewed_on'; Lookback = '7d' }
.EXAMPLE
    ./changed-orders.ps1 -Table shop.orders -StatePath ./eu.state.json -Reading @{ Filter = 'region = @r'; FilterParameter = @{ r = 'eu' } }
#>
[CmdletBinding()]
param(
    [string] $Table = 'shop.orders',
    # host, database, port, user and password; see Get-Help Connect-Redshift.
    [string] $ConfigurationPath = './configuration.json',
    [string] $StatePath = "./$Table.state.json",
    # The folder for the files.
    [string] $Folder = './drop',
    # Parameters of Sync-RedshiftTable: a hashtable, or the path of a PowerShell data file that contains one.
    [object] $Reading = @{}
)
$ErrorActionPreference = 'Stop'

$parameters = $Reading -is [Collections.IDictionary] ? $Reading : (Import-PowerShellDataFile -LiteralPath $Reading)

$null = New-Item $Folder -ItemType Directory -Force
$unfinished = Join-Path $Folder "$Table.csv.part"
$culture = [cultureinfo]::CurrentCulture
$null = Connect-Redshift -ConfigurationPath $ConfigurationPath
try {
    # Export-Csv writes numbers by the culture.
    [cultureinfo]::CurrentCulture = [cultureinfo]::InvariantCulture
    Sync-RedshiftTable $Table $StatePath @parameters -ForEachBatch {
        $_ | Export-Csv -LiteralPath $unfinished
        $time = [datetime]::UtcNow.ToString("yyyyMMdd'T'HHmmssffffff")
        Move-Item -LiteralPath $unfinished (Join-Path $Folder "$Table-$time.csv")
    }
} finally {
    [cultureinfo]::CurrentCulture = $culture
    Disconnect-Redshift
}
