# Starts another process of the shell that this runs in. PowerShell as a .NET tool has no program of its own: dotnet runs its pwsh.dll.
function Invoke-Shell {
    $program = [Environment]::ProcessPath
    if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'pwsh') {
        & $program @args
    } else {
        & $program (Join-Path $PSHOME 'pwsh.dll') @args
    }
}
