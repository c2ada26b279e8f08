#Requires -Version 7.4

<#
.SYNOPSIS
    Keeps the tables of a schema in a SQLite file, and verifies each.
.DESCRIPTION
    Upserts what changed, one table after another, and removes what was deleted in the source. A table that fails does not stop the others:
    its error is a warning, and the script ends with an error once all tables are done. Then each table is compared with its source.

    The tables need a primary key and one timestamp whose name says when a row was last changed. Name the others in -Exclude, and give them
    a line of their own: Sync-RedshiftTable with -KeyColumn and -CursorColumn.
.EXAMPLE
    pwsh -File schema-file.ps1 -Schema shop -Exclude page_views
#>
[CmdletBinding()]
param(
    [string] $Schema = 'shop',
    # Names of tables to leave out; wildcards are allowed.
    [string[]] $Exclude = @(),
    [string] $ConfigurationPath = './configuration.json',
    [string] $StateFolder = './state',
    # A SQLite file, or the address of a PostgreSQL database.
    [string] $Destination = "./$Schema.db"
)
$ErrorActionPreference = 'Stop'

# pwsh -File passes a list as one text.
$patterns = @($Exclude -split ',')

$null = Connect-Redshift -ConfigurationPath $ConfigurationPath
try {
    $tables = Get-RedshiftTable -Schema $Schema | Where-Object {
        $name = $_.Name
        -not ($patterns | Where-Object { $name -like $_ })
    }
    $tables | Sync-RedshiftTable -StateFolder $StateFolder -Destination $Destination -RemoveDeleted Delete -MaxDeletePercent 1
    $different = $tables | Where-Object { -not (Test-RedshiftSync $_.Table -Destination $Destination -Quiet) }
} finally {
    Disconnect-Redshift
}
if ($different) {
    throw "These tables differ between the source and ${Destination}: $($different.Table -join ', ')"
}
