BeforeAll {
    . "$PSScriptRoot/Support.ps1"

    # Every character that interferes with quoting, and letters of another alphabet.
    $password = "p`u{e4}'s`";\ `$w```u{f6}`u{65e5}rd{0}%n"
    $user = 'secret_keeper'
    $literal = $password.Replace("'", "''")
    Invoke-Sql "DROP ROLE IF EXISTS $user; CREATE ROLE $user LOGIN PASSWORD '$literal'; GRANT USAGE ON SCHEMA testers TO $user;
        GRANT SELECT ON testers.customers TO $user"
    $script:credential = Get-TestCredential $user $password
    # Directly to PostgreSQL, which has this user; the emulator of Redshift has only its own.
    $script:target = @{
        Server   = $env:REDSHIFTSYNC_TEST_BACKEND_HOST
        Port     = $env:REDSHIFTSYNC_TEST_BACKEND_PORT
        Database = $env:REDSHIFTSYNC_TEST_DATABASE
        SslMode  = 'Disable'
    }

    # All output of a script, as in a console or a log.
    function Get-Everything([scriptblock] $Script) {
        $all = & {
            try {
                & $Script
            } catch {
                $_
            }
        } *>&1
        $text = $all | Format-List * -Force | Out-String
        $text += $all | Out-String
        $text += $all |
            ForEach-Object {
                if ($_ -is [System.Management.Automation.ErrorRecord]) {
                    $_ | Format-List * -Force | Out-String
                    "$($_.Exception)"
                    $_.Exception | Format-List * -Force | Out-String
                }
            }
        $text += $all | ForEach-Object { try { [System.Management.Automation.PSSerializer]::Serialize($_, 4) } catch { '' } }
        $text
    }
}

AfterAll {
    Invoke-Sql "DROP OWNED BY secret_keeper; DROP ROLE secret_keeper"
}

Describe 'A password with special characters' {
    It 'works as <Name>, and appears nowhere' -ForEach @(
        @{ Name = 'a credential'; Connect = { Connect-Redshift @target -Credential $credential } }
        @{ Name = 'what a provider returns'; Connect = { Connect-Redshift @target -CredentialProvider { $credential } } }
        @{
            Name    = 'a provider''s DbPassword'
            Connect = {
                Connect-Redshift @target -CredentialProvider { [pscustomobject] @{ DbUser = 'secret_keeper'; DbPassword = $password } }
            }
        }
        @{ Name = 'a configuration file'; Connect = {
                $path = "$TestDrive/configuration.json"
                @{ host = $target.Server; port = $target.Port; database = $target.Database; user = $user; password = $password } |
                    ConvertTo-Json | Set-Content $path
                if (-not $IsWindows) { chmod 600 $path }
                Connect-Redshift -ConfigurationPath $path -SslMode Disable
            }
        }
        @{ Name = 'environment variables'; Connect = {
                $values = @{ HOST = $target.Server; PORT = $target.Port; DATABASE = $target.Database; USER = $user; PASSWORD = $password }
                $values.Keys | ForEach-Object { Set-Item "env:RSTEST_$_" $values[$_] }
                try { Connect-Redshift -EnvironmentPrefix RSTEST_ -SslMode Disable } finally {
                    $values.Keys | ForEach-Object { Remove-Item "env:RSTEST_$_" }
                }
            }
        }
    ) {
        $state = "$TestDrive/s.json"
        $text = Get-Everything {
            $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
            & $Connect
            Get-RedshiftConnection
            Get-RedshiftCustomerChange -First 1
            Test-RedshiftSource -Quick
            Sync-RedshiftCustomers $state -Destination "$TestDrive/w.db" -MaxRow 5
            Get-RedshiftSyncState $state
            Get-RedshiftCustomerChange -Table testers.missing
        }
        # Not with -Match: a failure would print everything.
        $text.Contains('secret_keeper') | Should -BeTrue
        $text.Contains('CredentialProviderFailed') | Should -BeFalse
        $text.Contains($password) | Should -BeFalse
        $text.Contains($password.Substring(0, 8)) | Should -BeFalse
        Get-ChildItem $TestDrive -File | Where-Object Name -NE 'configuration.json' | ForEach-Object {
            [IO.File]::ReadAllText($_.FullName).Contains($password.Substring(0, 8)) | Should -BeFalse -Because $_.Name
        }
    }

    It 'appears in no error of a failed login' {
        $text = Get-Everything {
            Connect-Redshift @target -Credential (Get-TestCredential $user "$password!") -Verbose
            Connect-Redshift @target -CredentialProvider { throw 'no vault' }
            Connect-Redshift @target -CredentialProvider { [pscustomobject] @{ Password = $password } }
        }
        $text.Contains('LoginFailed') | Should -BeTrue
        $text.Contains($password.Substring(0, 8)) | Should -BeFalse
    }

    It 'works for a destination, and appears nowhere, in <Name>' -ForEach @(
        @{
            Name       = 'a credential'
            Address    = { "postgresql://$($target.Server):$($target.Port)/$($target.Database)?sslmode=disable" }
            Credential = $true
        }
        @{
            Name    = 'an address'
            Address = {
                $login = "secret_keeper:$([uri]::EscapeDataString($password))"
                "postgresql://$login@$($target.Server):$($target.Port)/$($target.Database)?sslmode=disable"
            }
        }
        @{ Name = 'a connection string'; Address = {
                $builder = [System.Data.Common.DbConnectionStringBuilder]::new()
                $builder['Host'] = $target.Server; $builder['Port'] = $target.Port; $builder['Database'] = $target.Database
                $builder['Username'] = 'secret_keeper'; $builder['Password'] = $password; $builder['SSL Mode'] = 'Disable'
                $builder.ConnectionString
            }
        }
    ) {
        Invoke-Sql 'DROP SCHEMA IF EXISTS theirs CASCADE; CREATE SCHEMA theirs AUTHORIZATION secret_keeper'
        $null = Connect-Test
        $arguments = @{ Destination = & $Address; DestinationTable = 'theirs.customers' }
        if ($Credential) { $arguments.DestinationCredential = Get-TestCredential $user $password }
        $state = "$TestDrive/$(New-Guid).json"
        $text = Get-Everything {
            $VerbosePreference = $DebugPreference = 'Continue'
            Sync-RedshiftCustomers $state -MaxRow 5 @arguments
            Sync-RedshiftCustomers $state @arguments -UpdatedAtColumn missing -Force
            Test-RedshiftSync @arguments -UpdatedAtColumn missing
            $arguments.DestinationTable = 'missing.customers'
            Sync-RedshiftCustomers "$state.2" @arguments
        }
        [int] (Invoke-Sql 'SELECT count(*) FROM theirs.customers') | Should -BeGreaterThan 4
        $text.Contains($password.Substring(0, 8)) | Should -BeFalse
        $text.Contains([uri]::EscapeDataString($password).Substring(0, 12)) | Should -BeFalse
        Invoke-Sql 'DROP SCHEMA theirs CASCADE'
    }
}

Describe 'A secret in an address of any other form' {
    It 'appears nowhere and creates no file: <Form>' -ForEach @(
        'user=y password={0} host=127.0.0.1 port=1 dbname=d'
        'Host=127.0.0.1;Port=1;Database=d;Username=u;Password={0}'
        'Data Source=w.db;Password={0}'
        'postgresql://u:p@{0}@127.0.0.1:1/d'
        'postgresql://u:p/{0}@127.0.0.1:1/d'
        'jdbc:redshift://h:5439/d;UID=u;PWD={0}'
        '{{"host":"h","password":"{0}"}}'
    ).ForEach({ @{ Form = $_ } }) {
        $null = Connect-Test
        $text = $Form -f 'Sesame9Open'
        $folder = (New-Item -ItemType Directory "$TestDrive/$(New-Guid)").FullName
        Push-Location $folder
        try {
            $said = Get-Everything {
                $VerbosePreference = $DebugPreference = 'Continue'
                $commands = @(
                    { Sync-RedshiftCustomers ./s.json -Destination $text -MaxRetry 0 }
                    { Test-RedshiftSync $text -MaxRetry 0 }
                    { Connect-Redshift $text dev $credential }
                    { Connect-Redshift -ConfigurationPath $text }
                    { Get-RedshiftSyncState $text }
                )
                foreach ($command in $commands) {
                    try { & $command } catch { $_; ConvertTo-Json $_.Exception.Message; ConvertTo-Json $_.TargetObject }
                }
            }
        } finally {
            Pop-Location
        }
        $said.Contains('Invalid') | Should -BeTrue
        $said.Contains('Sesame9Open') | Should -BeFalse
        Get-ChildItem $folder -Force | Should -BeNullOrEmpty
    }
}
