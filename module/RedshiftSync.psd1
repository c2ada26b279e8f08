@{
    ModuleVersion          = '0.2.0'
    GUID                   = '8c1b6a5e-2f4d-4a53-9d0e-6f1d9b7c3e42'
    Author                 = 'RedshiftSync contributors'
    CompanyName            = 'RedshiftSync contributors'
    Copyright              = 'Copyright (c) RedshiftSync contributors. MIT licensed.'
    Description            = 'Gets the rows that changed in an Amazon Redshift table, into SQLite, PostgreSQL, a script block or the pipeline. Safe to interrupt, safe to run twice.'
    PowerShellVersion      = '7.4'
    CompatiblePSEditions   = @('Core')

    # Imported first: it loads the RedshiftSync.Core.dll that fits the platform. The adapters are loaded at the first connection.
    NestedModules          = @('RedshiftSync.Loader.dll')
    RootModule             = 'RedshiftSync.dll'
    FormatsToProcess       = @('RedshiftSync.Format.ps1xml')
    TypesToProcess         = @('RedshiftSync.Types.ps1xml')

    FunctionsToExport      = @()
    VariablesToExport      = @()
    CmdletsToExport        = @(
        'Clear-RedshiftSyncState'
        'Confirm-RedshiftSyncState'
        'Connect-Redshift'
        'Disconnect-Redshift'
        'Get-RedshiftColumn'
        'Get-RedshiftConnection'
        'Get-RedshiftCustomerChange'
        'Get-RedshiftSyncState'
        'Get-RedshiftTable'
        'Get-RedshiftTableChange'
        'Set-RedshiftSyncState'
        'Sync-RedshiftCustomers'
        'Sync-RedshiftTable'
        'Test-RedshiftSource'
        'Test-RedshiftSync'
    )
    AliasesToExport        = @('Sync-RedshiftCustomer')

    PrivateData            = @{
        PSData = @{
            Tags         = @('Redshift', 'AWS', 'Sync', 'Incremental', 'CDC', 'SQLite', 'Database', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
