BeforeDiscovery {
    $script:hasImages = $IsLinux -and [Runtime.InteropServices.RuntimeInformation]::OSArchitecture -eq 'X64'
    $script:canInstall = [bool] (Get-Command Save-PSResource -ErrorAction Ignore)
    $script:canAnalyze = [bool] (Get-Module PSScriptAnalyzer -ListAvailable)
}

BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $staged = Split-Path $env:REDSHIFTSYNC_TEST_MANIFEST
    $out = Split-Path (Split-Path $staged)
    $script:package = Get-Item (Join-Path $out 'RedshiftSync.*.nupkg')
}

Describe 'The package' {
    It 'stays below 25 MB unpacked, with native files for the seven platforms only' {
        $files = Get-ChildItem $staged -Recurse -File
        ($files | Measure-Object Length -Sum).Sum | Should -BeLessThan 25MB
        (Get-ChildItem "$staged/adapters/runtimes" -Directory).Name | Sort-Object |
            Should -Be @('linux-arm64', 'linux-musl-x64', 'linux-x64', 'osx-arm64', 'osx-x64', 'win-arm64', 'win-x64')
    }

    It 'has the same assemblies compiled ahead for linux-x64, loads those there, and works without them' -Skip:(-not $hasImages) {
        $id = { [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($reader).GetAssemblyDefinition().Version }
        foreach ($file in Get-ChildItem "$staged/adapters/*.dll", "$staged/RedshiftSync.Core.dll") {
            $versions = foreach ($path in $file.FullName, "$($file.DirectoryName)/precompiled/linux-x64/$($file.Name)") {
                $reader = [System.Reflection.PortableExecutable.PEReader]::new([IO.File]::OpenRead($path))
                (& $id).ToString()
                $reader.Dispose()
            }
            $versions[1] | Should -Be $versions[0] -Because $file.Name
        }

        Copy-Item $staged "$TestDrive/portable" -Recurse
        Remove-Item "$TestDrive/portable/adapters/precompiled", "$TestDrive/portable/precompiled" -Recurse
        $folders = foreach ($folder in $staged, "$TestDrive/portable") {
            Invoke-Shell -NoProfile -NonInteractive -Command "
                `$env:REDSHIFTSYNC_TEST_MANIFEST = '$folder/RedshiftSync.psd1'
                . '$PSScriptRoot/Support.ps1'
                `$null = Connect-Test
                `$result = Sync-RedshiftCustomers '$TestDrive/images.json' -Destination '$TestDrive/images.db' -Full
                `$loaded = [AppDomain]::CurrentDomain.GetAssemblies() | Group-Object { `$_.GetName().Name } -AsHashTable
                if (`$result.RowsDelivered -gt 0) {
                    Split-Path `$loaded['RedshiftSync.Core'].Location
                    Split-Path `$loaded['RedshiftSync.Adapters'].Location
                }"
        }
        $sub = [Environment]::Version.Major -ge 10 ? 'precompiled/linux-x64' : ''
        $folders | Should -Be @(
            [IO.Path]::TrimEndingDirectorySeparator((Join-Path $staged $sub))
            [IO.Path]::TrimEndingDirectorySeparator((Join-Path $staged adapters $sub))
            Join-Path $TestDrive portable
            Join-Path $TestDrive portable adapters
        )
    }

    It 'installs from a folder that is registered as a repository, and works from there' -Skip:(-not $canInstall) {
        $repository = New-Item -ItemType Directory "$TestDrive/repository"
        Copy-Item $package $repository
        $name = "RedshiftSyncTest$PID"
        Register-PSResourceRepository -Name $name -Uri $repository.FullName -Trusted
        try {
            $null = New-Item -ItemType Directory "$TestDrive/modules"
            Save-PSResource RedshiftSync -Repository $name -Path "$TestDrive/modules" -TrustRepository
        } finally {
            Unregister-PSResourceRepository $name
        }
        $manifest = (Get-ChildItem "$TestDrive/modules" -Recurse -Filter RedshiftSync.psd1).FullName
        $output = Invoke-Shell -NoProfile -NonInteractive -Command "
            Import-Module '$manifest'
            `$env:REDSHIFTSYNC_TEST_MANIFEST = '$manifest'
            . '$PSScriptRoot/Support.ps1'
            `$null = Connect-Test
            (Sync-RedshiftCustomers '$TestDrive/package.json' -Destination '$TestDrive/package.db').RowsDelivered"
        [int] $output | Should -BeGreaterThan 0
    }
}

Describe 'The scripts' {
    It 'have no finding of PSScriptAnalyzer' -Skip:(-not $canAnalyze) {
        $scripts = Get-ChildItem (Resolve-Path "$PSScriptRoot/../..").Path -Recurse -Include *.ps1, *.psd1 -File |
            Where-Object FullName -NotMatch '[\\/](bin|obj|out|BenchmarkDotNet\.Artifacts)[\\/]'
        $scripts.Count | Should -BeGreaterThan 10
        $findings = $scripts | ForEach-Object { Invoke-ScriptAnalyzer $_.FullName } |
            ForEach-Object { "$($_.RuleName), $($_.ScriptPath) line $($_.Line): $($_.Message)" }
        $findings | Should -BeNullOrEmpty
    }
}
