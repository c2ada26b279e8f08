# Sets the variables that the tests read, unless Invoke-Tests.ps1 and the development server have: the staged module, and a server.

function Initialize-TestModule {
    if ($env:REDSHIFTSYNC_TEST_MANIFEST) { return }
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    [xml] $properties = Get-Content -Path "$root/Directory.Build.props" -Raw
    $manifest = [IO.Path]::Combine($root, 'out', 'RedshiftSync', $properties.SelectSingleNode('//Version').InnerText, 'RedshiftSync.psd1')
    if (-not (Test-Path $manifest)) {
        throw "There is no staged module at '$manifest': run ./build.sh pack first."
    }
    $env:REDSHIFTSYNC_TEST_MANIFEST = $manifest
}

# If the tests were started by hand, a server is started once for this PowerShell process, and ends with it.
function Initialize-TestServer {
    $server = [AppDomain]::CurrentDomain.GetData('RedshiftSync.TestServer')
    if ($env:REDSHIFTSYNC_TEST_HOST -and -not $server.HasExited) { return }
    Write-Information 'Starting a development server (builds it first).' -InformationAction Continue
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.WorkingDirectory = (Resolve-Path "$PSScriptRoot/../..").Path
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    foreach ($argument in 'run', '--project', 'tools/DevServer', '-c', 'Release', '--', 'serve', '--until-input-ends') {
        $start.ArgumentList.Add($argument)
    }
    $server = [Diagnostics.Process]::Start($start)
    [AppDomain]::CurrentDomain.SetData('RedshiftSync.TestServer', $server)
    $output = while ($null -ne ($line = $server.StandardOutput.ReadLine()) -and $line -ne 'It ends with its standard input.') { $line }
    if ($null -eq $line) {
        throw "No development server could be started: run ./build.sh test, which installs and builds what it needs.`n$($output -join "`n")"
    }
    $output -match '^REDSHIFTSYNC_TEST_\w+=' | ForEach-Object {
        $name, $value = $_ -split '=', 2
        Set-Item "env:$name" $value
    }
}

Initialize-TestModule
Initialize-TestServer
