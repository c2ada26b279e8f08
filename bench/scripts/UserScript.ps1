# What a user would write in an afternoon with the driver's assembly.
$ErrorActionPreference = 'Stop'
Add-Type -Path $env:BENCH_DRIVER
$connection = [Npgsql.NpgsqlConnection]::new($env:BENCH_CONNECTION)
$connection.Open()
$command = $connection.CreateCommand()
$command.CommandText = $env:BENCH_SQL
$reader = $command.ExecuteReader()
& {
    while ($reader.Read()) {
        [pscustomobject] @{
            CustomerId = $reader['customer_id']
            FirstName  = $reader['first_name']
            LastName   = $reader['last_name']
            Email      = $reader['email']
            UpdatedAt  = $reader['updated_at'].ToString('o')
        }
    }
} | Export-Csv (Join-Path $env:BENCH_FOLDER 'user.csv')
$connection.Dispose()
