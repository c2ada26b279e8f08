#!/usr/bin/env bash
# Runs build.ps1 in the PowerShell that .config/dotnet-tools.json pins. Needs the .NET 10 SDK.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Where HOME is empty, caches would go into this folder. Without it, ~ is what the system knows of the user.
if [ -z "${HOME-}" ]; then
    unset HOME
    export HOME=~
fi

if ! answer=$(dotnet --version 2>&1); then
    printf '%s\n' "The .NET 10 SDK is needed, and 'dotnet' was not found or found no such SDK:" "$answer" >&2
    exit 1
fi
if ! answer=$(dotnet tool restore 2>&1); then
    printf '%s\n' "PowerShell could not be restored from .config/dotnet-tools.json:" "$answer" >&2
    exit 1
fi
exec dotnet pwsh -NoProfile -NonInteractive -File build.ps1 "$@"
