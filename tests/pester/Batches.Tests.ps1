BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $null = Connect-Test
    Add-CustomerTable batched "SELECT i, 'First' || i, 'Last, `"' || i, 'c' || i || '@example.org',
        timestamp '2024-05-01' + i / 3 * interval '1 second' FROM generate_series(1, 25) i"
    $script:T = @{ Table = 'testers.batched'; BatchSize = 5 }
    # Another value than inside a block, so that a value that is not restored shows.
    $script:preference = Get-Variable ErrorActionPreference -Scope Global -ValueOnly
    Set-Variable ErrorActionPreference Continue -Scope Global
    $script:native = if ($IsWindows) { { cmd /c exit 3 } } else { { sh -c 'exit 3' } }
    $script:failing = New-Module -ScriptBlock {
        function Send-WithThrow { throw 'no' }
        function Send-WithError { [CmdletBinding()] param() Write-Error 'no' }
        function Send-WithCommand { Get-Item ./no/such/item }
        function Send-WithNative { if ($IsWindows) { cmd /c exit 3 } else { sh -c 'exit 3' } }
        Export-ModuleMember -Function *
    } | Import-Module -PassThru
}

AfterAll {
    Set-Variable ErrorActionPreference $preference -Scope Global
    Remove-Module $failing
}

Describe 'A script block for each batch' {
    It 'appends the same rows to a CSV file as a pipeline would export' {
        $state = Join-Path $TestDrive 'append.json'
        $result = Sync-RedshiftCustomers $state @T -ForEachBatch { $_ | Export-Csv "$TestDrive/append.csv" -Append }
        $result.Batches | Should -Be 5
        Get-RedshiftCustomerChange -Table testers.batched | Export-Csv "$TestDrive/whole.csv"
        Get-Content "$TestDrive/append.csv" -Raw | Should -BeExactly (Get-Content "$TestDrive/whole.csv" -Raw)

        Invoke-Sql "UPDATE testers.batched SET updated_at = updated_at + interval '1 year' WHERE customer_id = 7"
        (Sync-RedshiftCustomers $state @T -ForEachBatch { $_ | Export-Csv "$TestDrive/append.csv" -Append }).RowsDelivered | Should -Be 1
        (Import-Csv "$TestDrive/append.csv").Count | Should -Be 26
        Invoke-Sql "UPDATE testers.batched SET updated_at = updated_at - interval '1 year' WHERE customer_id = 7"
    }

    It 'that fails at batch 3 by <Name> leaves the checkpoint of batch 2, and the next run starts at batch 3' -ForEach @(
        @{ Name = 'throw'; Failure = { throw 'no' } }
        @{ Name = 'Write-Error'; Failure = { Write-Error 'no' } }
        @{ Name = 'an item that is missing'; Failure = { Get-Item ./no/such/item } }
        @{ Name = 'a full disk'; Failure = { if (Test-Path /dev/full) { $_ | Export-Csv /dev/full } else { throw 'no' } } }
        @{
            Name    = 'Out-File on a full disk'
            Failure = { if (Test-Path /dev/full) { $_ | ConvertTo-Csv | Out-File /dev/full } else { throw 'no' } }
        }
        @{ Name = '> on a full disk'; Failure = { if (Test-Path /dev/full) { $_ > /dev/full } else { throw 'no' } } }
        @{ Name = 'a program that ends with 3'; Failure = { & $native } }
        @{ Name = 'a throw in a function of a script module'; Failure = { Send-WithThrow } }
        @{ Name = 'an error of a function of a script module'; Failure = { Send-WithError } }
        @{ Name = 'a command in a function of a script module'; Failure = { Send-WithCommand } }
        @{ Name = 'a program in a function of a script module'; Failure = { Send-WithNative } }
        @{ Name = 'a web request'; Failure = { Invoke-RestMethod http://127.0.0.1:1/ -Method Post -Body '{}' } }
        @{ Name = 'break'; Failure = { break } }
        @{ Name = 'continue'; Failure = { continue } }
    ) {
        $state = Join-Path $TestDrive "$([guid]::NewGuid()).json"
        $taken = [Collections.Generic.List[object]]::new()
        $counter = @{ Batch = 0 }
        $id = Get-ErrorId {
            Sync-RedshiftCustomers $state @T -ForEachBatch {
                if (++$counter.Batch -eq 3) { . $Failure }
                $taken.AddRange($_.CustomerId)
            }
        }
        $id | Should -Be 'BatchFailed'
        $taken | Should -Be (1..10)
        (Get-RedshiftSyncState $state).Watermark.CustomerId | Should -Be 10
        Get-Variable ErrorActionPreference -Scope Global -ValueOnly | Should -Be 'Continue'
        (Sync-RedshiftCustomers $state @T -ForEachBatch { $taken.AddRange($_.CustomerId) }).Batches | Should -Be 3
        $taken | Should -Be (1..25)
    }

    It 'may stop its own pipelines' {
        $state = Join-Path $TestDrive 'first.json'
        $seen = [Collections.Generic.List[object]]::new()
        (Sync-RedshiftCustomers $state @T -ForEachBatch { $seen.Add(($_ | Select-Object -First 1).CustomerId) }).RowsDelivered |
            Should -Be 25
        $seen | Should -Be @(1, 6, 11, 16, 21)
    }

    It 'may ignore errors explicitly' {
        $state = Join-Path $TestDrive 'tolerant.json'
        $result = Sync-RedshiftCustomers $state @T -ForEachBatch {
            Get-Item ./no/such/item -ErrorAction Ignore
            try { throw 'no' } catch { $null = $_ }
            & $native
            trap { continue }
        }
        $result.RowsDelivered | Should -Be 25
    }

    It 'that exits ends the script with its exit code and the checkpoint of the previous batch' {
        $script = Join-Path $TestDrive 'exit.ps1'
        $state = Join-Path $TestDrive 'exit.json'
        Set-Content $script @'
. "$args/Support.ps1"
$null = Connect-Test
$batch = 0
Sync-RedshiftCustomers $env:STATE -Table testers.batched -BatchSize 5 -ForEachBatch { if ($_[0].CustomerId -gt 10) { exit 3 } }
exit 0
'@
        $env:STATE = $state
        Invoke-Shell -NoProfile -NonInteractive -File $script $PSScriptRoot
        $LASTEXITCODE | Should -Be 3
        (Get-RedshiftSyncState $state).Watermark.CustomerId | Should -Be 10
    }

    It 'can write warnings' {
        $state = Join-Path $TestDrive 'streams.json'
        $warnings = & { $null = Sync-RedshiftCustomers $state @T -MaxRow 5 -ForEachBatch { Write-Warning "Batch of $($_.Count)" } } 3>&1
        "$warnings" | Should -Be 'Batch of 5'
    }
}
