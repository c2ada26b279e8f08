BeforeAll {
    Import-Module $env:REDSHIFTSYNC_TEST_MANIFEST -Force
}

Describe 'The staged module' {
    It 'has a valid manifest' {
        { Test-ModuleManifest $env:REDSHIFTSYNC_TEST_MANIFEST -ErrorAction Stop } | Should -Not -Throw
    }

    It 'exports exactly the commands that its manifest lists' {
        $manifest = Import-PowerShellDataFile $env:REDSHIFTSYNC_TEST_MANIFEST
        $exported = (Get-Command -Module RedshiftSync -CommandType Cmdlet).Name | Sort-Object
        $exported | Should -Be ($manifest.CmdletsToExport | Sort-Object)
    }
}
