# Dot-sourced by the tests: the module, a connection to the development server, and SQL beside it.
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/Shell.ps1"
. "$PSScriptRoot/Server.ps1"
Import-Module $env:REDSHIFTSYNC_TEST_MANIFEST

function Get-TestCredential([string] $Name = $env:REDSHIFTSYNC_TEST_USER, [string] $Text = $env:REDSHIFTSYNC_TEST_PASSWORD) {
    $secure = [securestring]::new()
    $Text.ToCharArray() | ForEach-Object { $secure.AppendChar($_) }
    [pscredential]::new($Name, $secure)
}

# Each test file connects with its own application name, so that it can count its sessions on the server.
function Connect-Test([string] $ApplicationName = 'RedshiftSync tests') {
    $security = @{ SslMode = $env:REDSHIFTSYNC_TEST_SSLMODE }
    if ($env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE) {
        $security.RootCertificate = $env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE
    }
    Connect-Redshift -Server $env:REDSHIFTSYNC_TEST_HOST -Port $env:REDSHIFTSYNC_TEST_PORT -Database $env:REDSHIFTSYNC_TEST_DATABASE `
        -Credential (Get-TestCredential) -ApplicationName $ApplicationName @security
}

# Connects to PostgreSQL itself, not to the emulator, and without the environment's settings for psql. They are removed from psql's
# environment only: a command that runs concurrently must keep its own.
function Invoke-Sql([string] $Sql) {
    $arguments = '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', $env:REDSHIFTSYNC_TEST_BACKEND_HOST,
        '-p', $env:REDSHIFTSYNC_TEST_BACKEND_PORT,
        '-U', $env:REDSHIFTSYNC_TEST_SUPERUSER, '-d', $env:REDSHIFTSYNC_TEST_DATABASE, '-f', '-'
    $start = [Diagnostics.ProcessStartInfo]::new($env:REDSHIFTSYNC_TEST_PSQL, [string[]]$arguments)
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    $start.StandardInputEncoding = $start.StandardOutputEncoding = [Text.UTF8Encoding]::new($false)
    @($start.Environment.Keys) -like 'PG*' | ForEach-Object { $null = $start.Environment.Remove($_) }
    $start.Environment['PGPASSWORD'] = $env:REDSHIFTSYNC_TEST_SUPERUSER_PASSWORD
    $start.Environment['PGCLIENTENCODING'] = 'UTF8'
    $process = [Diagnostics.Process]::Start($start)
    try {
        $process.StandardInput.Write("SET client_min_messages = warning;`n$Sql")
        $process.StandardInput.Close()
        $output = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        if ($process.ExitCode -ne 0) {
            throw "psql ended with $($process.ExitCode) for: $Sql"
        }
        $output -split '\r?\n' | Where-Object { $_ }
    } finally {
        $process.Dispose()
    }
}

# A table of customers with the rows that $Rows selects (customer_id, first_name, last_name, email, updated_at).
function Add-CustomerTable([string] $Name, [string] $Rows, [string] $TimeType = 'timestamp') {
    Invoke-Sql @"
DROP TABLE IF EXISTS testers.$Name;
CREATE TABLE testers.$Name (customer_id integer, first_name varchar(100), last_name varchar(100), email varchar(255), updated_at $TimeType);
INSERT INTO testers.$Name $Rows;
CREATE INDEX ON testers.$Name (updated_at, customer_id);
ANALYZE testers.$Name;
GRANT SELECT ON testers.$Name TO PUBLIC;
"@
}

# Tables of other shapes: orders and returns declare a key of two columns, page_views declares none and has no time of a change.
function Add-ShopTable {
    Invoke-Sql @'
DROP SCHEMA IF EXISTS shop CASCADE;
CREATE SCHEMA shop;
CREATE TABLE shop.orders (region varchar(10), order_no integer, status varchar(20), amount numeric(12, 2), ordered_on date,
    notes varchar(1000), updated_at timestamp, PRIMARY KEY (region, order_no));
CREATE TABLE shop.returns (LIKE shop.orders INCLUDING ALL);
INSERT INTO shop.orders SELECT CASE i % 2 WHEN 0 THEN 'eu' ELSE 'us' END, i, CASE i % 3 WHEN 0 THEN 'open' ELSE 'paid' END, i * 1.25,
    date '2024-05-01' + i / 50, 'note ' || i, timestamp '2024-05-01' + i * interval '1 minute' FROM generate_series(1, 300) i;
INSERT INTO shop.returns SELECT * FROM shop.orders WHERE order_no % 20 = 0;
CREATE TABLE shop.page_views (view_id bigint, viewed_on date, url varchar(200));
INSERT INTO shop.page_views SELECT i, date '2024-05-01' + i / 50, '/page/' || i FROM generate_series(900, 1100) i;
GRANT USAGE ON SCHEMA shop TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA shop TO PUBLIC;
'@
}

# UpdatedAt as text; its own ToString() is that of a DateTimeOffset.
function Format-Iso($Timestamp) {
    foreach ($one in $Timestamp) {
        $one.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", [cultureinfo]::InvariantCulture)
    }
}

# The server ends a session shortly after its client disconnects.
function Get-SessionCount([string] $ApplicationName) {
    $deadline = [datetime]::UtcNow.AddSeconds(10)
    do {
        $count = [int](Invoke-Sql "SELECT count(*) FROM pg_stat_activity WHERE application_name = '$ApplicationName'")
    } while ($count -gt 0 -and [datetime]::UtcNow -lt $deadline)
    $count
}

# The ErrorId of the error of a script block, without the command's name; nothing without an error.
function Get-ErrorId([scriptblock] $Script) {
    try {
        $null = & $Script
    } catch {
        $_.FullyQualifiedErrorId.Split(',')[0]
    }
}

# Culture and time zone of this process. Windows has no variable for the zone.
function Set-Locale([string] $Culture, [string] $TimeZone) {
    [cultureinfo]::CurrentCulture = $Culture
    if (-not $IsWindows) {
        $env:TZ = $TimeZone
        [TimeZoneInfo]::ClearCachedData()
    }
}

# A folder as users have them, with wildcard and non-ASCII characters in its name, and another culture and time zone.
# REDSHIFTSYNC_TEST_CULTURE and REDSHIFTSYNC_TEST_TIMEZONE override them.
function Enter-Folder([string] $Parent) {
    $script:localeBefore = @([cultureinfo]::CurrentCulture.Name, $env:TZ)
    $culture = $env:REDSHIFTSYNC_TEST_CULTURE ? $env:REDSHIFTSYNC_TEST_CULTURE : 'de-DE'
    $zone = $env:REDSHIFTSYNC_TEST_TIMEZONE ? $env:REDSHIFTSYNC_TEST_TIMEZONE : 'Asia/Kolkata'
    Set-Locale $culture $zone
    $folder = New-Item -ItemType Directory (Join-Path $Parent 'dir [1] ü')
    Push-Location -LiteralPath $folder.FullName
}

function Exit-Folder {
    Pop-Location
    Set-Locale @localeBefore
}

# The configuration file described in README.
function Export-Configuration([string] $Path) {
    @{
        host = $env:REDSHIFTSYNC_TEST_HOST; port = $env:REDSHIFTSYNC_TEST_PORT; database = $env:REDSHIFTSYNC_TEST_DATABASE
        user = $env:REDSHIFTSYNC_TEST_USER; password = $env:REDSHIFTSYNC_TEST_PASSWORD
    } | ConvertTo-Json | Set-Content -LiteralPath $Path
    if (-not $IsWindows) { chmod 600 $Path }
}
