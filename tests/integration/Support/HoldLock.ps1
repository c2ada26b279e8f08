# Holds SQLite's lock on a file, as another process would, until it reads a line or the input ends. The position of the locks is part of
# SQLite's file format: the pending byte, the reserved byte, and 510 shared bytes for readers.
param($Path, $Kind)
$pending = 0x40000000
$stream = [IO.File]::Open($Path, 'Open', $(if ($Kind -eq 'read') { 'Read' } else { 'ReadWrite' }), 'ReadWrite')
if ($Kind -eq 'read') { $stream.Lock($pending + 2, 510) } else { $stream.Lock($pending, 512) }
[IO.File]::WriteAllText("$Path.held", 'yes')
$null = [Console]::In.ReadLine()
$stream.Dispose()
