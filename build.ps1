#Requires -Version 7.4
<#
.SYNOPSIS
    The project's tasks. build.sh and build.cmd run this script in the PowerShell that .config/dotnet-tools.json pins.
.DESCRIPTION
    Tests and demo run in the shell that runs this script. To test another version: /path/to/pwsh -File build.ps1 test
    REDSHIFTSYNC_PESTER chooses the version of Pester: one of PesterVersions in Directory.Packages.props, the newest by default.
.PARAMETER Verb
    demo, test, bench, stage, pack or help
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [string] $Verb = 'help',

    # Arguments of bench/Program.cs, for the bench only.
    [Parameter(Position = 1, ValueFromRemainingArguments)]
    [string[]] $Rest = @()
)

$ErrorActionPreference = 'Stop'
$InformationPreference = 'Continue'
Set-Location -LiteralPath $PSScriptRoot

$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
$env:POWERSHELL_TELEMETRY_OPTOUT = '1'
$env:POWERSHELL_UPDATECHECK = 'Off'
# A build process that stays behind would hold the output open for a caller that waits for its end.
$env:MSBUILDDISABLENODEREUSE = '1'

$configuration = 'Release'
$results = 'out/test-results'
$devServer = "tools/DevServer/bin/$configuration/net10.0/RedshiftSync.DevServer.dll"

# PowerShell as a .NET tool has no program of its own: dotnet runs its pwsh.dll. Tests start their own processes of the same shell.
$program = [Environment]::ProcessPath
$env:REDSHIFTSYNC_TEST_SHELL = [IO.Path]::GetFileNameWithoutExtension($program) -eq 'pwsh' ? $program : (Join-Path $PSHOME 'pwsh.dll')
$shell = @($env:REDSHIFTSYNC_TEST_SHELL -like '*.dll' ? 'dotnet' : @()) + $env:REDSHIFTSYNC_TEST_SHELL + '-NoProfile'

function Show-Usage {
    Write-Information @'
usage: ./build.sh VERB (on Windows: .\build.cmd VERB)
  demo    a short tour against a local development server for Redshift (a throw-away PostgreSQL)
  test    build, check the format, run all tests; the last line is the sum
  bench   measure against raw Npgsql, psql and others, with arguments of bench/Program.cs; takes 20 minutes
  stage   put the module together in out/RedshiftSync/<version>
  pack    stage, and pack it as out/RedshiftSync.<version>.nupkg and .zip
  help    this text
'@
}

function Write-Heading([string] $Text) {
    Write-Information ''
    Write-Information "== $Text"
}

# Runs a program and returns whether it succeeded. The program's output goes to the console.
function Test-Run([string] $Program, [string[]] $Arguments) {
    & $Program @Arguments | Out-Host
    $LASTEXITCODE -eq 0
}

function Assert-Run([string] $Program, [string[]] $Arguments) {
    if (-not (Test-Run $Program $Arguments)) {
        Write-Information "'$Program $Arguments' ended with $LASTEXITCODE."
        exit 1
    }
}

# On Windows the development server itself says what is missing.
function Install-Postgres([string[]] $Arguments = @()) {
    if (-not $IsWindows) {
        Assert-Run bash (@('tools/install-postgres.sh') + $Arguments)
    }
}

# Puts the module together. MSBuild's Exec task fails where TMPDIR has a blank in its name: it does not quote its own script.
function Test-Stage([string] $Target) {
    $temporary = $env:TMPDIR
    try {
        if ($temporary -match '\s') { $env:TMPDIR = '/tmp' }
        Test-Run dotnet ('msbuild', 'module/stage.proj', '-nologo', '-v:q', "-t:$Target", "-p:Configuration=$configuration")
    } finally {
        $env:TMPDIR = $temporary
    }
}

function Assert-Stage([string] $Target = 'Stage') {
    if (-not (Test-Stage $Target)) { exit 1 }
}

# A suite's folder, the name of its results, and further arguments of dotnet test.
function Test-DotnetSuite([string] $Suite, [string] $Name, [string[]] $Arguments = @()) {
    Write-Heading "tests/$Suite ($Name)"
    Test-Run dotnet (@('test', "tests/$Suite", '-c', $configuration, '--no-build',
            '--logger', "trx;LogFileName=$Name.trx", '--results-directory', $results) + $Arguments)
}

# The integration tests once more, with an emulator of Redshift in front of PostgreSQL.
function Test-IntegrationSuiteOnRedshift {
    $env:REDSHIFTSYNC_TEST_SOURCE = 'redshift'
    try {
        Test-DotnetSuite -Suite integration -Name integration-redshift -Arguments ('--filter', 'Source!~none')
    } finally {
        $env:REDSHIFTSYNC_TEST_SOURCE = $null
    }
}

# Runs the Pester tests against PostgreSQL and against the emulator at the same time, each with a server of its own. Returns what failed.
function Test-PesterSuite {
    $suites = @(
        @{ Name = 'pester'; Title = 'tests/pester'; Server = @() }
        @{ Name = 'pester-redshift'; Title = 'tests/pester on the emulator of Redshift'; Server = @('--redshift') }
    )
    Write-Heading 'tests/pester, against PostgreSQL and against the emulator of Redshift at the same time'
    $suites | ForEach-Object -ThrottleLimit 2 -Parallel {
        Set-Location -LiteralPath $using:PSScriptRoot
        $command = @($using:devServer, 'run') + $_.Server + '--' + $using:shell +
            @('-NonInteractive', '-File', 'tests/pester/Invoke-Tests.ps1', '-ResultPath', "$using:results/$($_.Name).xml")
        $output = & dotnet @command 2>&1 | Out-String -Width 240
        @{ Title = $_.Title; Output = $output; Passed = $LASTEXITCODE -eq 0 }
    } | ForEach-Object {
        Write-Heading $_.Title
        Write-Information $_.Output
        if (-not $_.Passed) { $_.Title }
    }
}

function Invoke-TestVerb {
    Install-Postgres
    if (Test-Path $results) {
        Remove-Item -Path $results -Recurse -Force
    }
    $null = New-Item -Path $results -ItemType Directory -Force

    Write-Heading 'Building'
    $built = (Test-Run dotnet ('build', 'RedshiftSync.sln', '-c', $configuration)) -and (Test-Stage Pack)
    if (-not $built) {
        Write-Heading 'The build failed: no test was run.'
        Write-Information 'tests: 0 passed, 0 failed, 0 skipped'
        exit 1
    }

    # Later parts run even if earlier ones failed, so that one run shows everything that needs repair.
    $failed = @()
    Write-Heading 'Checking the format'
    if (-not (Test-Run dotnet ('format', 'RedshiftSync.sln', '--verify-no-changes', '--no-restore'))) { $failed += 'format' }
    if (-not (Test-DotnetSuite unit unit)) { $failed += 'tests/unit' }
    if (-not (Test-DotnetSuite RedshiftEmulator.Tests emulator)) { $failed += 'tests/RedshiftEmulator.Tests' }
    if (-not (Test-DotnetSuite integration integration)) { $failed += 'tests/integration' }
    if (-not (Test-IntegrationSuiteOnRedshift)) { $failed += 'tests/integration on the emulator of Redshift' }
    $failed += @(Test-PesterSuite)

    if ($failed) {
        Write-Heading "FAILED: $($failed -join ', ')"
    }
    Write-Information ''
    # A suite without a result file did not run, and counts as one failure.
    $files = 'unit.trx', 'emulator.trx', 'integration.trx', 'integration-redshift.trx', 'pester.xml', 'pester-redshift.xml'
    $passed = Test-Run dotnet (@($devServer, 'totals', $results) + $files)
    exit ($failed -or -not $passed ? 1 : 0)
}

function Invoke-DemoVerb {
    Install-Postgres '--server-only'
    Write-Heading 'Building the module and the development server'
    Assert-Stage
    Assert-Run dotnet ('build', 'tools/DevServer', '-c', $configuration, '-v:q', '-clp:NoSummary')
    & dotnet $devServer run --rows 5000 --config demo/configuration.json -- @shell -File demo/demo.ps1
    exit $LASTEXITCODE
}

# A first argument in lower case is one of the bench's own verbs (micro, exec); options alone are those of a run.
function Invoke-BenchVerb {
    Install-Postgres '--server-only'
    Assert-Stage
    Assert-Run dotnet ('build', 'bench', '-c', $configuration, '-v:q', '-clp:NoSummary')
    # Typed: a single argument would otherwise become a string, and be passed on letter by letter.
    [string[]] $arguments = if ($Rest -and $Rest[0] -cmatch '^[a-z]') { $Rest } else { @('run') + $Rest }
    & dotnet "bench/bin/$configuration/net10.0/RedshiftSync.Bench.dll" @arguments
    exit $LASTEXITCODE
}

if ($Rest -and $Verb -notin 'bench', 'help') {
    Write-Information "'$Verb' takes no further arguments: $Rest"
    exit 2
}
switch ($Verb) {
    'demo' { Invoke-DemoVerb }
    'test' { Invoke-TestVerb }
    'bench' { Invoke-BenchVerb }
    'stage' { Assert-Stage }
    'pack' { Assert-Stage Pack }
    'help' { Show-Usage }
    default {
        Show-Usage
        exit 2
    }
}
