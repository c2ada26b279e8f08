# Starts another process of the current shell. PowerShell as a .NET tool has no executable: dotnet runs its pwsh.dll.
function Invoke-Shell {
    $program = [Environment]::ProcessPath
    if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'pwsh') {
        & $program @args
    } else {
        & $program (Join-Path $PSHOME 'pwsh.dll') @args
    }
}
