#Requires -Version 7.4

<#
.SYNOPSIS
    Posts the customers that changed to a web API, a request for each batch.
.DESCRIPTION
    A batch counts as delivered when the API has answered with success. Any other answer ends the run, and the next run starts with that
    batch. If an answer is lost, the API gets the batch twice: it should store by customer and time.
#>
[CmdletBinding()]
param(
    # The address to post to.
    [Parameter(Mandatory)] [uri] $Uri,
    [string] $ConfigurationPath = './configuration.json',
    [string] $StatePath = './api.state.json',
    [string] $Table = 'testers.customers',
    # The number of customers in a request.
    [int] $BatchSize = 500
)
$ErrorActionPreference = 'Stop'

$request = @{ Uri = $Uri; Method = 'Post'; ContentType = 'application/json; charset=utf-8'; MaximumRetryCount = 3; RetryIntervalSec = 1 }
$null = Connect-Redshift -ConfigurationPath $ConfigurationPath
try {
    Sync-RedshiftCustomers $StatePath -Table $Table -BatchSize $BatchSize -ForEachBatch {
        $null = Invoke-RestMethod @request -Body (ConvertTo-Json @($_))
    }
} finally {
    Disconnect-Redshift
}
