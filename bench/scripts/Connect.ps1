# Dot-sourced by the other scripts: $connect opens a session of the module.
$password = [securestring]::new()
$env:BENCH_PASSWORD.ToCharArray().ForEach({ $password.AppendChar($_) })
$credential = [pscredential]::new($env:BENCH_USER, $password)
$connect = { Connect-Redshift $env:BENCH_HOST $env:BENCH_DATABASE $credential -Port $env:BENCH_PORT -SslMode Disable }
