# Holds SQLite's lock on a file as another process would, until a line comes in or the input ends. Where the lock lies in the file is part
# of SQLite's format: a byte for whoever waits to write, one for who is about to, and 510 for those who read.
param($Path, $Kind)
$pending = 0x40000000
$stream = [IO.File]::Open($Path, 'Open', $(if ($Kind -eq 'read') { 'Read' } else { 'ReadWrite' }), 'ReadWrite')
if ($Kind -eq 'read') { $stream.Lock($pending + 2, 510) } else { $stream.Lock($pending, 512) }
[IO.File]::WriteAllText("$Path.held", 'yes')
$null = [Console]::In.ReadLine()
$stream.Dispose()
