<#
.SYNOPSIS
    The project's tasks on Windows; build.sh is the same for Linux and macOS. Needs the .NET 10 SDK.
.PARAMETER Verb
    demo   a short tour against a local development server for Redshift (a throw-away PostgreSQL)
    test   build, check the format, run all tests; the last line is the sum
    bench  measure against raw Npgsql, psql and others, with arguments of bench/Program.cs; takes 20 minutes
    stage  put the module together in out/RedshiftSync/<version>
    pack   stage, and pack it as out/RedshiftSync.<version>.nupkg and .zip
    help   this text
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('demo', 'test', 'bench', 'stage', 'pack', 'help')]
    [string] $Verb = 'help',

    # For the bench only.
    [Parameter(Position = 1, ValueFromRemainingArguments)]
    [string[]] $Rest = @()
)

# Written so that Windows PowerShell 5.1 runs it too; the tests themselves need pwsh.
$ErrorActionPreference = 'Stop'
Set-Location -LiteralPath $PSScriptRoot
$InformationPreference = 'Continue'

$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
$env:MSBUILDDISABLENODEREUSE = '1'

$configuration = 'Release'
$results = 'out/test-results'
$devServer = "tools/DevServer/bin/$configuration/net10.0/RedshiftSync.DevServer.dll"
# What tests/pester/Invoke-Tests.ps1 returns where there is no Pester.
$noPester = 75

function Write-Heading([string] $Text) {
    Write-Information ''
    Write-Information "== $Text"
}

# Runs a program and says whether it succeeded; its output goes to the console, not into the answer.
function Test-Run([string] $Program, [string[]] $Arguments) {
    & $Program @Arguments | Out-Host
    return $LASTEXITCODE -eq 0
}

function Assert-Run([string] $Program, [string[]] $Arguments) {
    if (-not (Test-Run $Program $Arguments)) {
        throw "'$Program $Arguments' ended with $LASTEXITCODE."
    }
}

function Assert-Sdk {
    $version = if (Get-Command dotnet -ErrorAction SilentlyContinue) { & dotnet --version }
    if (-not $version -or [int]($version -split '\.')[0] -lt 10) {
        throw "The .NET SDK 10 is needed; found '$version'."
    }
}

function Get-StageArgument([string] $Target) {
    'msbuild', 'module/stage.proj', '-nologo', '-v:q', "-t:$Target", "-p:Configuration=$configuration"
}

function Find-Pwsh {
    $onPath = Get-Command pwsh -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
    if ($onPath) {
        return $onPath.Source
    }
    Get-ChildItem -Path '.tools/pwsh.exe', '.tools/pwsh' -ErrorAction SilentlyContinue |
        Select-Object -First 1 -ExpandProperty FullName
}

function Write-NotRun([string] $Reason) {
    Write-Information ''
    Write-Information '**********************************************************************'
    Write-Information "  PESTER NOT RUN: $Reason"
    Write-Information '  The other suites ran on the same engine, hosted in their own process.'
    Write-Information '**********************************************************************'
}

# A suite, what its results are called, and further arguments.
function Test-DotnetSuite([string] $Suite, [string] $Name, [string[]] $Arguments) {
    Write-Heading "tests/$Suite ($Name)"
    Test-Run dotnet (@('test', "tests/$Suite", '-c', $configuration, '--no-build',
        '--logger', "trx;LogFileName=$Name.trx", '--results-directory', $results) + $Arguments)
}

# The module's own tests once more, with an emulator of Redshift in front of PostgreSQL.
function Test-IntegrationSuiteOnRedshift {
    $env:REDSHIFTSYNC_TEST_SOURCE = 'redshift'
    try {
        Test-DotnetSuite -Suite integration -Name integration-redshift -Arguments ('--filter', 'Source!~none')
    } finally {
        $env:REDSHIFTSYNC_TEST_SOURCE = $null
    }
}

# What the results are called, and further arguments for the development server.
function Test-PesterSuite([string] $Name, [string[]] $Arguments) {
    Write-Heading "tests/pester ($Name)"
    if (-not (Find-Pwsh)) {
        Write-Heading 'No pwsh on PATH: trying to get one into .tools'
        $null = Test-Run dotnet ('tool', 'install', 'PowerShell', '--tool-path', '.tools')
    }
    $pwsh = Find-Pwsh
    if (-not $pwsh) {
        Write-NotRun 'there is no pwsh here and it could not be installed.'
        return $true
    }
    $passed = Test-Run dotnet (@($devServer, 'run') + $Arguments + @('--', $pwsh, '-NoProfile', '-NonInteractive',
        '-File', 'tests/pester/Invoke-Tests.ps1', '-ResultPath', "$results/$Name.xml"))
    if ($LASTEXITCODE -eq $noPester) {
        Write-NotRun 'Pester 5 is not installed and could not be had.'
        return $true
    }
    return $passed
}

function Invoke-TestVerb {
    if (Test-Path $results) {
        Remove-Item -Path $results -Recurse -Force
    }
    $null = New-Item -Path $results -ItemType Directory -Force

    Write-Heading 'Building'
    $built = (Test-Run dotnet ('build', 'RedshiftSync.sln', '-c', $configuration)) -and
        (Test-Run dotnet (Get-StageArgument 'Pack'))
    if (-not $built) {
        Write-Heading 'The build failed: no test was run.'
        Write-Information 'tests: 0 passed, 0 failed, 0 skipped'
        exit 1
    }

    # Later parts run whatever became of the earlier ones: one run shows all there is to repair.
    $broken = @()
    Write-Heading 'Checking the format'
    if (-not (Test-Run dotnet ('format', 'RedshiftSync.sln', '--verify-no-changes', '--no-restore'))) { $broken += 'format' }
    if (-not (Test-DotnetSuite unit unit)) { $broken += 'tests/unit' }
    if (-not (Test-DotnetSuite integration integration)) { $broken += 'tests/integration' }
    if (-not (Test-IntegrationSuiteOnRedshift)) { $broken += 'tests/integration on the emulator of Redshift' }
    if (-not (Test-PesterSuite pester)) { $broken += 'tests/pester' }
    if (-not (Test-PesterSuite pester-redshift '--redshift')) { $broken += 'tests/pester on the emulator of Redshift' }

    if ($broken) {
        Write-Heading "FAILED: $broken"
    }
    Write-Information ''
    $passed = Test-Run dotnet ($devServer, 'totals', $results)
    if ($broken -or -not $passed) {
        exit 1
    }
    exit 0
}

function Invoke-DemoVerb {
    Write-Heading 'Building the module and the development server'
    Assert-Run dotnet (Get-StageArgument 'Stage')
    Assert-Run dotnet ('build', 'tools/DevServer', '-c', $configuration, '-v:q', '-clp:NoSummary')
    $pwsh = Find-Pwsh
    $runner = if ($pwsh) { $pwsh, '-NoProfile', '-File' } else { 'dotnet', $devServer, 'console' }
    & dotnet $devServer run --rows 5000 --config demo/configuration.json -- @runner demo/demo.ps1
    exit $LASTEXITCODE
}

# A first argument in lower case is one of the bench's own verbs (micro, exec); options alone are those of a run.
function Invoke-BenchVerb {
    Assert-Run dotnet (Get-StageArgument 'Stage')
    Assert-Run dotnet ('build', 'bench', '-c', $configuration, '-v:q', '-clp:NoSummary')
    # Typed: a single argument would otherwise become a string, and be passed on letter by letter.
    [string[]] $arguments = if ($Rest -and $Rest[0] -cmatch '^[a-z]') { $Rest } else { @('run') + $Rest }
    & dotnet "bench/bin/$configuration/net10.0/RedshiftSync.Bench.dll" @arguments
    exit $LASTEXITCODE
}

if ($Rest -and $Verb -ne 'bench') {
    throw "'$Verb' takes no further arguments: $Rest"
}
if ($Verb -eq 'help') {
    Get-Help $PSCommandPath -Parameter Verb
    exit 0
}

Assert-Sdk
switch ($Verb) {
    'demo' { Invoke-DemoVerb }
    'test' { Invoke-TestVerb }
    'bench' { Invoke-BenchVerb }
    'stage' { Assert-Run dotnet (Get-StageArgument 'Stage') }
    'pack' { Assert-Run dotnet (Get-StageArgument 'Pack') }
}
