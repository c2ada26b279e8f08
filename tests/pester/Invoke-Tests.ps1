<#
.SYNOPSIS
    Runs the Pester tests in this folder against the staged module; the exit code says how it went.
.DESCRIPTION
    Started by 'build.sh test' beside a development server for Redshift, which it finds in $env:REDSHIFTSYNC_TEST_HOST and so on.
    The tests find the module's manifest in $env:REDSHIFTSYNC_TEST_MANIFEST.
    Exit codes: 0 all passed, 1 something failed, 75 there is no Pester.
#>
[CmdletBinding()]
param(
    [string] $ResultPath = (Join-Path $PSScriptRoot '../../out/test-results/pester.xml')
)

$ErrorActionPreference = 'Stop'
$InformationPreference = 'Continue'
$root = (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path

# Below 6: what a later major version breaks should break on purpose.
function Find-Pester {
    Get-Module -Name Pester -ListAvailable |
        Where-Object { $_.Version -ge '5.5' -and $_.Version -lt '6.0' } |
        Sort-Object -Property Version -Descending |
        Select-Object -First 1
}

function Save-Pester([string] $Folder) {
    $null = New-Item -Path $Folder -ItemType Directory -Force
    if (Get-Command -Name Save-PSResource -ErrorAction Ignore) {
        Save-PSResource -Name Pester -Version '[5.5,6.0)' -Path $Folder -TrustRepository
    } else {
        Save-Module -Name Pester -MinimumVersion 5.5 -MaximumVersion 5.99 -Path $Folder -Force
    }
}

$local = Join-Path $root '.tools/modules'
$env:PSModulePath = $local + [IO.Path]::PathSeparator + $env:PSModulePath
$pester = Find-Pester
if (-not $pester) {
    # Fetched beside its place and moved there in one step: two suites that run at once may both miss it.
    $own = "$local-$PID"
    try {
        Save-Pester $own
        $null = New-Item -Path $local -ItemType Directory -Force
        Move-Item -Path (Join-Path $own 'Pester') -Destination $local -ErrorAction Ignore
        $pester = Find-Pester
    } catch {
        Write-Warning "Pester could not be fetched: $_"
    } finally {
        Remove-Item -Path $own -Recurse -Force -ErrorAction Ignore
    }
}
if (-not $pester) {
    exit 75
}
Import-Module $pester.Path

[xml] $properties = Get-Content -Path (Join-Path $root 'Directory.Build.props') -Raw
$version = $properties.SelectSingleNode('//Version').InnerText
$env:REDSHIFTSYNC_TEST_MANIFEST = [IO.Path]::Combine($root, 'out', 'RedshiftSync', $version, 'RedshiftSync.psd1')
if (-not (Test-Path $env:REDSHIFTSYNC_TEST_MANIFEST)) {
    throw "There is no staged module at '$env:REDSHIFTSYNC_TEST_MANIFEST': run ./build.sh stage first."
}

$configuration = New-PesterConfiguration
$configuration.Run.Path = $PSScriptRoot
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.TestResult.Enabled = $true
$configuration.TestResult.OutputFormat = 'JUnitXml'
$configuration.TestResult.OutputPath = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($ResultPath)

Write-Information "PowerShell $($PSVersionTable.PSVersion), Pester $($pester.Version)"
$run = Invoke-Pester -Configuration $configuration
Write-Information "pester: $($run.PassedCount) passed, $($run.FailedCount) failed, $($run.SkippedCount) skipped"

# Result is Failed for a file or block that broke outside of any test, too.
if ($run.Result -ne 'Passed' -or $run.TotalCount -eq 0) {
    exit 1
}
exit 0
