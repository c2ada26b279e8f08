<#
.SYNOPSIS
    Runs the Pester tests in this folder against the staged module; the exit code says how it went.
.DESCRIPTION
    Started by 'build.sh test' beside a development server, which the tests find in $env:REDSHIFTSYNC_TEST_HOST and so on. Without
    those variables the tests start a server of their own.
    REDSHIFTSYNC_PESTER chooses one of the versions of Pester that the build puts into out/modules; the default is the newest.
    Exit codes: 0 all passed, 1 something failed or nothing ran.
.PARAMETER Path
    The test files or folders; all by default.
.PARAMETER ResultPath
    Where to write the results, as JUnit XML.
#>
[CmdletBinding()]
param(
    [string[]] $Path = $PSScriptRoot,
    [string] $ResultPath = (Join-Path $PSScriptRoot '../../out/test-results/pester.xml')
)

$ErrorActionPreference = 'Stop'
$InformationPreference = 'Continue'

$modules = Join-Path (Resolve-Path (Join-Path $PSScriptRoot '../..')).Path 'out' 'modules'
$pester = Get-ChildItem -Path (Join-Path $modules 'Pester') -Directory -ErrorAction Ignore |
    Where-Object { -not $env:REDSHIFTSYNC_PESTER -or $_.Name -eq $env:REDSHIFTSYNC_PESTER } |
    Sort-Object -Property { [version] $_.Name } |
    Select-Object -Last 1
if (-not $pester) {
    throw "There is no Pester $env:REDSHIFTSYNC_PESTER in '$modules': run 'dotnet build tests/pester' first."
}
$env:PSModulePath = $modules + [IO.Path]::PathSeparator + $env:PSModulePath
Import-Module -Name (Join-Path $pester.FullName 'Pester.psd1')

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.TestResult.Enabled = $true
$configuration.TestResult.OutputFormat = 'JUnitXml'
$configuration.TestResult.OutputPath = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($ResultPath)

Write-Information "PowerShell $($PSVersionTable.PSVersion), Pester $($pester.Name)"
$run = Invoke-Pester -Configuration $configuration
Write-Information "pester: $($run.PassedCount) passed, $($run.FailedCount) failed, $($run.SkippedCount) skipped"

# Result is Failed for a file or block that broke outside of any test, too.
if ($run.Result -ne 'Passed' -or $run.TotalCount -eq 0) {
    exit 1
}
exit 0
