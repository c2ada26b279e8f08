BeforeAll {
    . "$PSScriptRoot/Support.ps1"
}

AfterAll {
    $null = Connect-Test
}

Describe 'A server' {
    BeforeAll {
        $script:security = @{ SslMode = $env:REDSHIFTSYNC_TEST_SSLMODE }
        if ($env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE) { $security.RootCertificate = $env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE }
        $script:server = $env:REDSHIFTSYNC_TEST_HOST
        $script:port = $env:REDSHIFTSYNC_TEST_PORT
        $script:database = $env:REDSHIFTSYNC_TEST_DATABASE
        $script:login = @{ Credential = Get-TestCredential }
    }

    It 'is accepted as shown in the AWS console: <Name>' -ForEach @(
        @{ Name = 'host, port and database'; Script = { Connect-Redshift "${server}:$port/$database" @login @security } }
        @{ Name = 'host and port'; Script = { Connect-Redshift "${server}:$port" $database @login @security } }
        @{ Name = 'all of it, twice'; Script = { Connect-Redshift "${server}:$port/$database" $database -Port $port @login @security } }
        @{ Name = 'with the credential behind it'; Script = { Connect-Redshift "${server}:$port/$database" $login.Credential @security } }
        @{
            Name   = 'with the credential behind the database'
            Script = { Connect-Redshift "${server}:$port" $database $login.Credential @security }
        }
        @{
            Name   = 'with a provider'
            Script = { Connect-Redshift "${server}:$port/$database" -CredentialProvider { $login.Credential } @security }
        }
    ) {
        $connected = . $Script
        $connected.Server, $connected.Port, $connected.Database | Should -Be @($server, $port, $database)
    }

    It 'is refused as ParameterInvalid: <Name>' -ForEach @(
        @{ Name = 'another port'; Script = { Connect-Redshift "${server}:$port/$database" -Port 1 @login @security } }
        @{ Name = 'another database'; Script = { Connect-Redshift "${server}:$port/$database" other @login @security } }
        @{ Name = 'no database'; Script = { Connect-Redshift "${server}:$port" @login @security } }
        @{ Name = 'no database, and the credential behind it'; Script = { Connect-Redshift "${server}:$port" $login.Credential @security } }
        @{ Name = 'no number'; Script = { Connect-Redshift "${server}:x/$database" @login @security } }
        @{ Name = 'a path'; Script = { Connect-Redshift "${server}:$port/$database/x" @login @security } }
        @{ Name = 'a blank'; Script = { Connect-Redshift "a b" $database @login @security } }
    ) {
        Get-ErrorId $Script | Should -Be 'ParameterInvalid'
    }
}

Describe 'A configuration file' {
    BeforeAll {
        function Connect-Configured([hashtable] $Changes = @{}, [hashtable] $Parameters = @{}) {
            $values = @{
                host = "$($env:REDSHIFTSYNC_TEST_HOST):$($env:REDSHIFTSYNC_TEST_PORT)/$($env:REDSHIFTSYNC_TEST_DATABASE)"
                user = $env:REDSHIFTSYNC_TEST_USER; password = $env:REDSHIFTSYNC_TEST_PASSWORD; sslMode = $env:REDSHIFTSYNC_TEST_SSLMODE
            }
            if ($env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE) {
                Copy-Item $env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE "$TestDrive/authority.pem"
                $values.rootCertificate = './authority.pem'
            }
            foreach ($key in $Changes.Keys) { $values[$key] = $Changes[$key] }
            $values | ConvertTo-Json | Set-Content "$TestDrive/configuration.json"
            if (-not $IsWindows) { chmod 600 "$TestDrive/configuration.json" }
            Connect-Redshift -ConfigurationPath "$TestDrive/configuration.json" @Parameters
        }
    }

    It 'contains the endpoint, sslMode and a rootCertificate relative to its folder' {
        $connected = Connect-Configured
        $connected.Port | Should -Be $env:REDSHIFTSYNC_TEST_PORT
        $connected.SslMode | Should -Be $env:REDSHIFTSYNC_TEST_SSLMODE
    }

    It 'is overridden by parameters' {
        Get-ErrorId { Connect-Configured @{ sslMode = 'Disable' } @{ SslMode = 'VerifyFull'; RootCertificate = "$TestDrive" } } |
            Should -Be 'PathInvalid'
    }

    It 'is refused with <Name>' -ForEach @(
        @{ Name = 'an unknown mode'; Changes = @{ sslMode = 'Perhaps' } }
        @{ Name = 'a number for a mode'; Changes = @{ sslMode = '1' } }
        @{ Name = 'another port'; Changes = @{ port = 1 } }
        @{ Name = 'another database'; Changes = @{ database = 'other' } }
    ) {
        Get-ErrorId { Connect-Configured $Changes } | Should -Be 'ConfigurationInvalid'
    }

    It 'is refused if it is a folder' {
        Get-ErrorId { Connect-Redshift -ConfigurationPath $TestDrive } | Should -Be 'ConfigurationInvalid'
    }

    It 'causes a warning that names unknown keys' {
        $warnings = Connect-Configured @{ sslmod = 'x' } 3>&1 | Where-Object { $_ -is [System.Management.Automation.WarningRecord] }
        "$warnings" | Should -Match 'sslmod'
    }
}
