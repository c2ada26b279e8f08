BeforeDiscovery {
    $root = Resolve-Path "$PSScriptRoot/../.."
    $script:runbooks = @(Get-ChildItem "$root/examples" -Filter *.ps1 -Recurse | ForEach-Object { @{ Name = $_.Name; Path = $_.FullName } })
}

BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $script:examples = (Resolve-Path "$PSScriptRoot/../../examples").ProviderPath
    Add-CustomerTable exemplary "SELECT i, 'First' || i, 'Last' || i, 'c' || i || '@example.org',
        timestamp '2024-05-01' + i * interval '1 minute' FROM generate_series(1, 1200) i"
    $T = @{ Table = 'testers.exemplary' }
    Add-ShopTable
    # A folder for the runbooks with the configuration beside them, as in examples/README.md; all paths are the runbooks' own.
    Enter-Folder $TestDrive
    Copy-Item "$examples/*.ps1" .
    Export-Configuration ./configuration.json
    # The development server has no trusted certificate; that of a cluster is verified by default.
    $PSDefaultParameterValues = @{ 'Connect-Redshift:SslMode' = $env:REDSHIFTSYNC_TEST_SSLMODE }
    if ($env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE) {
        $PSDefaultParameterValues['Connect-Redshift:RootCertificate'] = $env:REDSHIFTSYNC_TEST_ROOTCERTIFICATE
    }
    function Edit-Row([int] $Id) {
        Invoke-Sql "UPDATE testers.exemplary SET updated_at = updated_at + interval '1 year' WHERE customer_id = $Id"
    }

    # A web API in another runspace: answers each request with the next code, and keeps what those with 200 sent.
    function Open-Api([int] $Port, [int[]] $Codes, [Collections.Concurrent.ConcurrentQueue[string]] $Taken) {
        $api = [powershell]::Create()
        $isReady = [Threading.ManualResetEventSlim]::new()
        $null = $api.AddScript({
                param($Port, $Codes, $Taken, $IsReady)
                $listener = [Net.HttpListener]::new()
                $listener.Prefixes.Add("http://127.0.0.1:$Port/")
                $listener.Start()
                $IsReady.Set()
                foreach ($code in $Codes) {
                    $context = $listener.GetContext()
                    $body = [IO.StreamReader]::new($context.Request.InputStream, [Text.Encoding]::UTF8).ReadToEnd()
                    if ($code -eq 200) { $Taken.Enqueue($body) }
                    $context.Response.StatusCode = $code
                    $context.Response.Close()
                }
                $listener.Close()
            }).AddArgument($Port).AddArgument($Codes).AddArgument($Taken).AddArgument($isReady)
        $running = $api.BeginInvoke()
        # A request that comes before would be refused, and the API would wait for it for ever.
        $isReady.Wait(30000) | Should -BeTrue
        @{ Shell = $api; Running = $running }
    }

    function Close-Api($Api) {
        $Api.Running.AsyncWaitHandle.WaitOne(30000) | Should -BeTrue -Because 'every expected request has come'
        $Api.Shell.EndInvoke($Api.Running)
        $Api.Shell.Dispose()
    }

    function Get-FreePort {
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $listener.LocalEndpoint.Port
        $listener.Stop()
    }
}

AfterAll {
    Exit-Folder
}

Describe 'The runbook <Name>' -ForEach $runbooks {
    # Otherwise pwsh -File ends with 0 after an error.
    It 'stops at an error' {
        $ast = [Management.Automation.Language.Parser]::ParseFile($Path, [ref]$null, [ref]$null)
        $ast.EndBlock.Statements[0].Extent.Text | Should -BeExactly "`$ErrorActionPreference = 'Stop'"
    }

    It 'has comment-based help' {
        (Get-Help $Path).Synopsis | Should -Not -BeNullOrEmpty
        (Get-Help $Path).Description | Should -Not -BeNullOrEmpty
    }
}

Describe 'The runbooks' {
    It 'write a CSV file every night' {
        (& ./nightly-csv.ps1 @T).RowsDelivered | Should -Be 1200
        $first = @(Get-ChildItem -LiteralPath ./drop)
        $first.Count | Should -Be 1
        $rows = @(Import-Csv -LiteralPath $first[0].FullName)
        $rows.Count | Should -Be 1200
        $rows[0].UpdatedAt | Should -Be '2024-05-01T00:01:00.000000Z'

        Edit-Row 7
        (& ./nightly-csv.ps1 @T -Folder (Join-Path $PWD drop)).RowsDelivered | Should -Be 1
        $second = @(Get-ChildItem -LiteralPath ./drop | Where-Object Name -NE $first[0].Name)
        (Import-Csv -LiteralPath $second[0].FullName).CustomerId | Should -Be 7

        (& ./nightly-csv.ps1 @T).RowsDelivered | Should -Be 0
        @(Get-ChildItem -LiteralPath ./drop).Count | Should -Be 2
    }

    It 'write the changed rows of any table, whatever columns it gets later' {
        function Get-Written { Get-ChildItem -LiteralPath ./orders -Filter *.csv | Sort-Object Name }
        $run = & ./changed-orders.ps1 -Folder ./orders
        $run.RowsDelivered, $run.Start, $run.WatermarkAfter.Key | Should -Be 300, $null, 'eu/300'
        $rows = @(Get-Written | ForEach-Object { Import-Csv -LiteralPath $_.FullName })
        @($rows | Select-Object region, order_no -Unique).Count | Should -Be 300
        "$($rows[0])" | Should -Be ('@{region=us; order_no=1; status=paid; amount=1.25; ordered_on=2024-05-01; notes=note 1; ' +
            'updated_at=2024-05-01T00:01:00.000000Z}')

        Invoke-Sql @'
ALTER TABLE shop.orders ADD COLUMN weight real;
UPDATE shop.orders SET weight = 0.5, updated_at = '2024-05-02' WHERE order_no = 7;
'@
        (& ./changed-orders.ps1 -Folder ./orders).RowsDelivered | Should -Be 1
        $files = @(Get-Written)
        $files.Count | Should -Be 2
        (Import-Csv -LiteralPath $files[1].FullName).weight | Should -Be '0.5'

        # A hashtable at a prompt, and a file as pwsh -File passes its path.
        $views = @{ Table = 'shop.page_views'; Folder = './views' }
        $reading = @{ KeyColumn = 'view_id', 'viewed_on'; CursorColumn = 'viewed_on'; Filter = 'url <> @url' }
        $reading.FilterParameter = @{ url = '/page/900' }
        (& ./changed-orders.ps1 @views -Reading $reading).RowsDelivered | Should -Be 200
        "@{ NoKey = `$true; CursorColumn = 'view_id'; Lookback = 100; ExcludeColumn = 'url' }" | Set-Content -LiteralPath ./numbers.psd1
        (& ./changed-orders.ps1 @views -StatePath ./numbers.state.json -Reading ./numbers.psd1).RowsDelivered | Should -Be 201
        Get-ErrorId { & ./changed-orders.ps1 @views -StatePath ./none.state.json -Reading ./none.psd1 } | Should -Be 'PathNotFound'
        './none.state.json' | Should -Not -Exist
        [cultureinfo]::CurrentCulture.Name | Should -Be ($env:REDSHIFTSYNC_TEST_CULTURE ? $env:REDSHIFTSYNC_TEST_CULTURE : 'de-DE')
    }

    It 'keep the tables of a schema in a file, also when one of them fails' {
        $all = @{ Exclude = 'page_*' }
        $run = @(& ./schema-file.ps1 @all)
        $run.Table | Should -Contain 'shop.orders'
        $run.Status | Sort-Object -Unique | Should -Be Complete

        Invoke-Sql @'
CREATE TABLE shop.unkeyed (id int, updated_at timestamp);
GRANT SELECT ON shop.unkeyed TO PUBLIC;
UPDATE shop.orders SET notes = 'again', updated_at = '2024-05-03' WHERE order_no = 8;
'@
        try {
            Get-ErrorId { & ./schema-file.ps1 @all -WarningAction Ignore } | Should -Be 'TablesFailed'
        } finally {
            Invoke-Sql 'DROP TABLE shop.unkeyed'
        }
        (& ./schema-file.ps1 @all).RowsDelivered | Measure-Object -Sum | ForEach-Object Sum | Should -Be 0
        (Get-RedshiftSyncState ./state/shop.orders.state.json).KeyColumn | Should -Be 'region', 'order_no'
    }

    It 'push to a web API, and resume with the request that failed' {
        $taken = [Collections.Concurrent.ConcurrentQueue[string]]::new()
        $port = Get-FreePort
        $push = @{ Uri = "http://127.0.0.1:$port/customers" }
        $api = Open-Api -Port $port -Codes 200, 400 -Taken $taken
        Get-ErrorId { & ./push-to-api.ps1 @T @push } | Should -Be 'BatchFailed'
        Close-Api $api

        $api = Open-Api -Port $port -Codes 200, 200 -Taken $taken
        (& ./push-to-api.ps1 @T @push).Batches | Should -Be 2
        Close-Api $api
        $customers = @($taken | ConvertFrom-Json -DateKind String | ForEach-Object { $_ })
        $customers.Count | Should -Be 1200
        @($customers.CustomerId | Sort-Object -Unique).Count | Should -Be 1200
        $customers[-1].UpdatedAt | Should -Match '^2025-05-01T00:07:00\+00:00$'
    }

    It 'maintain a warehouse file, report its lag, and replay into it' {
        (& ./warehouse-file.ps1 @T).RowsDelivered | Should -Be 1200
        Invoke-Sql 'DELETE FROM testers.exemplary WHERE customer_id = 11'
        Edit-Row 12
        $second = @(& ./warehouse-file.ps1 @T)
        $second[-1].RowsDelivered | Should -Be 1
        $second[-1].RowsDeleted | Should -Be 1

        $file = './warehouse.state.json'
        & ./alert-on-lag.ps1 $file | Should -Match '^OK .+warehouse\.state\.json lags \d+(\.\d)? hours$'
        $LASTEXITCODE | Should -Be 0
        & ./alert-on-lag.ps1 $file -LimitHours 0.0001 | Should -Match '^LATE .+ lags \d+(\.\d)? hours$'
        $LASTEXITCODE | Should -Be 2
        $alert = & ./alert-on-lag.ps1 -StatePath $file ./none.json
        $LASTEXITCODE | Should -Be 3
        $alert[1] | Should -Match '^FAILED .*none\.json StateFileNotFound$'
        # As pwsh -File passes a list.
        (& ./alert-on-lag.ps1 -StatePath "$file,./none.json") | Should -Be $alert
        # The other runbooks have state files of their own.
        (& ./alert-on-lag.ps1 './*.state.json').Count | Should -BeGreaterThan 1
        $LASTEXITCODE | Should -Be 0
        & ./alert-on-lag.ps1 './*.none' | Should -Match '^FAILED .* StateFileNotFound$'
        $LASTEXITCODE | Should -Be 3
        & ./alert-on-lag.ps1 'postgresql://user:secret@host/db' | Should -Be 'FAILED a path PathInvalid'

        # A time without a zone is UTC, wherever this runs.
        & ./rewind-and-replay.ps1 @T -Since '2024-05-01 10:00' -WhatIf
        (Get-RedshiftSyncState -LiteralPath $file).Watermark.CustomerId | Should -Be 12
        # What is wrong shows before the checkpoint moves.
        Get-ErrorId { & ./rewind-and-replay.ps1 @T -Since '2024-05-01 10:00' -Destination ./warehouse.csv } | Should -Be 'ParameterInvalid'
        Get-ErrorId { & ./rewind-and-replay.ps1 @T -Since '2024-05-01 10:00' -ConfigurationPath ./none.json } |
            Should -Be 'ConfigurationInvalid'
        (Get-RedshiftSyncState -LiteralPath $file).Watermark.CustomerId | Should -Be 12
        (& ./rewind-and-replay.ps1 @T -Since '2024-05-01 10:00').RowsDelivered | Should -Be 603
        Test-Path -LiteralPath "$file.before-replay" | Should -BeTrue
        (& ./rewind-and-replay.ps1 @T -Since 7d).RowsDelivered | Should -Be 0
        Get-ErrorId { & ./rewind-and-replay.ps1 @T -Since 01.05.2024 } | Should -Be 'ParameterArgumentValidationError'
    }
}

Describe 'Schedules' {
    It 'name runbooks that exist' {
        foreach ($file in 'redshiftsync.service', 'redshiftsync-lag.service', 'redshiftsync-table@.service', 'crontab') {
            $names = [regex]::Matches((Get-Content "$examples/schedule/$file" -Raw), '[\w-]+\.ps1').Value
            $names | Should -Not -BeNullOrEmpty
            $names | ForEach-Object { "$examples/$_" | Should -Exist }
        }
    }

    It 'are valid systemd units' -Skip:(-not (Get-Command systemd-analyze -ErrorAction Ignore)) {
        foreach ($timer in Get-ChildItem "$examples/schedule/*.timer") {
            [IO.Path]::ChangeExtension($timer.FullName, '.service') | Should -Exist
            $when = [regex]::Match((Get-Content $timer -Raw), '(?m)^OnCalendar=(.+)$').Groups[1].Value
            systemd-analyze calendar $when | Out-Null
            $LASTEXITCODE | Should -Be 0
        }
    }

    It 'write no codes for colors into mails and logs' {
        foreach ($file in 'redshiftsync.service', 'redshiftsync-lag.service', 'redshiftsync-table@.service', 'crontab') {
            Get-Content "$examples/schedule/$file" -Raw | Should -Match '(?m)^(Environment=)?NO_COLOR=1$'
        }
    }

    It 'register a task on Windows, under the account that is given' {
        # What only Windows has. Each returns its arguments.
        function New-ScheduledTaskAction { $args }
        function New-ScheduledTaskTrigger { $args }
        function New-ScheduledTaskSettingsSet { $args }
        function Register-ScheduledTask { $args }
        $register = { param($More) & "$examples/schedule/Register-Nightly.ps1" ./alert-on-lag.ps1 './*.state.json' @More }
        $own = & $register @{}
        $own | Should -Not -Contain '-User:'
        $own | ForEach-Object { $_ } |
            Should -Contain "-NoProfile -NonInteractive -File `"$(Join-Path $PWD alert-on-lag.ps1)`" ./*.state.json"
        $other = & $register @{ Credential = Get-TestCredential 'DOMAIN\sync' 'its password' }
        $other[$other.IndexOf('-User:') + 1] | Should -Be 'DOMAIN\sync'
        $other[$other.IndexOf('-Password:') + 1] | Should -Be 'its password'
    }
}
