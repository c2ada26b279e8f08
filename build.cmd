@echo off
rem Runs build.ps1 in the PowerShell that .config\dotnet-tools.json pins. Needs the .NET 10 SDK.
setlocal
cd /d "%~dp0"
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1

dotnet --version >nul
if errorlevel 1 (
    echo The .NET 10 SDK is needed, and 'dotnet' was not found or found no such SDK. 1>&2
    exit /b 1
)
dotnet tool restore
if errorlevel 1 (
    echo PowerShell could not be restored from .config\dotnet-tools.json. 1>&2
    exit /b 1
)
dotnet pwsh -NoProfile -NonInteractive -ExecutionPolicy Bypass -File build.ps1 %*
exit /b %errorlevel%
