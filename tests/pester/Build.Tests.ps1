BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $script:root = (Resolve-Path "$PSScriptRoot/../..").Path
    $script:devServer = "$root/tools/DevServer/bin/Release/net10.0/RedshiftSync.DevServer.dll"
}

Describe 'The build' {
    It 'finds the precompiler where NUGET_PACKAGES names a folder without a slash at its end' {
        $folder = Join-Path $TestDrive packages
        $path = dotnet msbuild "$root/src/Adapters/RedshiftSync.Adapters.csproj" -getProperty:Precompiler "-p:NuGetPackageRoot=$folder"
        [IO.Path]::GetDirectoryName($path) | Should -BeLike "$folder$([IO.Path]::DirectorySeparatorChar)microsoft.netcore.app.crossgen2*"
    }

    It 'counts a suite that did not run as a failure' {
        '<testsuites><testsuite><testcase name="a" /></testsuite></testsuites>' | Set-Content "$TestDrive/ran.xml"
        @(dotnet $devServer totals $TestDrive ran.xml)[-1] | Should -Be 'tests: 1 passed, 0 failed, 0 skipped'
        $LASTEXITCODE | Should -Be 0
        @(dotnet $devServer totals $TestDrive ran.xml missing.trx)[-1] | Should -Be 'tests: 1 passed, 1 failed, 0 skipped'
        $LASTEXITCODE | Should -Be 1
    }

    It 'fails where the chosen version of Pester is missing' {
        $chosen = $env:REDSHIFTSYNC_PESTER
        $env:REDSHIFTSYNC_PESTER = '0.0.1'
        try {
            $null = Invoke-Shell -NoProfile -NonInteractive -File "$PSScriptRoot/Invoke-Tests.ps1" -ResultPath "$TestDrive/none.xml" 2>&1
            $LASTEXITCODE | Should -Be 1
        } finally {
            $env:REDSHIFTSYNC_PESTER = $chosen
        }
    }

    It 'writes a configuration file that connects as it is' {
        $path = "$TestDrive/connection.json"
        $show = @($IsWindows ? ('cmd', '/c', 'type') : 'cat')
        $written = dotnet $devServer run --rows 1 --config $path -- @show $path | ConvertFrom-Json
        $written.sslMode | Should -Be 'Disable'
        $written.PSObject.Properties.Name | Should -Not -Contain 'rootCertificate'
    }

    It 'ends a server at the end of its input' {
        $null | dotnet $devServer serve --until-input-ends | Should -Contain 'It ends with its standard input.'
        $LASTEXITCODE | Should -Be 0
    }
}
