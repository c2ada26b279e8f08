#!/usr/bin/env bash
# The project's tasks on Linux and macOS; build.ps1 is the same for Windows. Needs the .NET 10 SDK.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 POWERSHELL_TELEMETRY_OPTOUT=1
# No build processes left behind: they would keep the output of a caller open that waits for its end.
export MSBUILDDISABLENODEREUSE=1

readonly configuration=Release
readonly results=out/test-results
readonly dev_server="tools/DevServer/bin/$configuration/net10.0/RedshiftSync.DevServer.dll"
# What tests/pester/Invoke-Tests.ps1 returns where there is no Pester.
readonly no_pester=75

usage() {
    cat <<'END'
usage: ./build.sh VERB
  demo    a short tour against a local development server for Redshift (a throw-away PostgreSQL)
  test    build, check the format, run all tests; the last line is the sum
  bench   measure against raw Npgsql, psql and others, with arguments of bench/Program.cs; takes 20 minutes
  stage   put the module together in out/RedshiftSync/<version>
  pack    stage, and pack it as out/RedshiftSync.<version>.nupkg and .zip
  help    this text
END
}

say() {
    printf '\n== %s\n' "$*"
}

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

need_sdk() {
    local version
    version=$(dotnet --version 2>/dev/null) || die "The .NET SDK 10 is needed and 'dotnet' was not found or does not run."
    [[ ${version%%.*} -ge 10 ]] || die "The .NET SDK 10 is needed; this is $version."
}

has_postgres() {
    local folder
    for folder in "${PGBIN:-}" /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin /usr/pgsql*/bin; do
        [[ -x $folder/pg_ctl && -x $folder/initdb ]] && return 0
    done
    command -v pg_ctl >/dev/null && command -v initdb >/dev/null
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "PostgreSQL has to be installed, which takes root or sudo: apt-get install postgresql"
    fi
}

# The development server needs the server's programs only. The package would also create and start a cluster of its own, so that
# is switched off for the length of the installation.
install_postgres_by_apt() (
    settings=/etc/postgresql-common/createcluster.conf
    apt=(as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Options::=--force-confold)
    say "Installing PostgreSQL (server programs only)"
    "${apt[@]}" update
    "${apt[@]}" install --no-install-recommends postgresql-common
    kept=$(mktemp)
    cat "$settings" >"$kept"
    trap 'as_root tee "$settings" <"$kept" >/dev/null; rm -f "$kept"' EXIT
    echo 'create_main_cluster = false' | as_root tee -a "$settings" >/dev/null
    "${apt[@]}" install --no-install-recommends postgresql
)

need_postgres() {
    has_postgres && return
    if command -v apt-get >/dev/null; then
        install_postgres_by_apt
    fi
    has_postgres || die "PostgreSQL 13 or later is needed for the development server and was not found.
Install it ('brew install postgresql@17', 'dnf install postgresql-server', 'apt-get install postgresql'),
or set PGBIN to the folder that holds initdb and pg_ctl."
}

# Prints where pwsh is; fails where there is none.
find_pwsh() {
    command -v pwsh && return
    [[ -x .tools/pwsh ]] && echo "$PWD/.tools/pwsh"
}

install_pwsh() {
    local limit=() answer
    command -v timeout >/dev/null && limit=(timeout 60)
    say "No pwsh on PATH: trying to get one into .tools"
    # Spelled like this for the bash 3.2 of macOS, where an empty array counts as unset.
    answer=$(${limit[@]+"${limit[@]}"} dotnet tool install PowerShell --tool-path .tools 2>&1) ||
        printf 'That did not work: %s\n' "${answer##*$'\n'}"
}

stage() {
    dotnet msbuild module/stage.proj -nologo -v:q -t:"${1:-Stage}" -p:Configuration="$configuration"
}

not_run() {
    echo
    printf '%s\n' \
        '**********************************************************************' \
        "  PESTER NOT RUN: $1" \
        '  The other suites ran on the same engine, hosted in their own process.' \
        '**********************************************************************'
}

# A suite, what its results are called, and further arguments.
run_dotnet_suite() {
    local suite=$1 name=$2
    shift 2
    say "tests/$suite ($name)"
    dotnet test "tests/$suite" -c "$configuration" --no-build --logger "trx;LogFileName=$name.trx" --results-directory "$results" "$@"
}

# The module's own tests once more, with an emulator of Redshift in front of PostgreSQL.
run_integration_suite_on_redshift() {
    REDSHIFTSYNC_TEST_SOURCE=redshift run_dotnet_suite integration integration-redshift --filter "Source!~none"
}

# What the results are called, and further arguments for the development server.
run_pester_suite() {
    local name=$1 pwsh status=0
    shift
    say "tests/pester ($name)"
    if ! pwsh=$(find_pwsh); then
        not_run "there is no pwsh here and it could not be installed."
        return 0
    fi
    dotnet "$dev_server" run "$@" -- "$pwsh" -NoProfile -NonInteractive -File tests/pester/Invoke-Tests.ps1 \
        -ResultPath "$results/$name.xml" || status=$?
    if [[ $status -eq $no_pester ]]; then
        not_run "Pester 5 is not installed and could not be had."
        return 0
    fi
    return "$status"
}

check_format() {
    say "Checking the format"
    dotnet format RedshiftSync.sln --verify-no-changes --no-restore
}

verb_test() {
    local broken=()
    need_sdk
    need_postgres
    rm -rf "$results"
    mkdir -p "$results"

    say "Building"
    if ! { dotnet build RedshiftSync.sln -c "$configuration" && stage Pack; }; then
        say "The build failed: no test was run."
        echo 'tests: 0 passed, 0 failed, 0 skipped'
        return 1
    fi
    # Later parts run whatever became of the earlier ones: one run shows all there is to repair.
    check_format || broken+=("format")
    run_dotnet_suite unit unit || broken+=("tests/unit")
    run_dotnet_suite integration integration || broken+=("tests/integration")
    run_integration_suite_on_redshift || broken+=("tests/integration on the emulator of Redshift")
    # Both at once, each with a server of its own; what the first has to say is shown after the second.
    find_pwsh >/dev/null || install_pwsh
    run_pester_suite pester >"$results/pester.log" 2>&1 &
    local first=$!
    run_pester_suite pester-redshift --redshift || broken+=("tests/pester on the emulator of Redshift")
    wait "$first" || broken+=("tests/pester")
    cat "$results/pester.log"

    [[ ${#broken[@]} -eq 0 ]] || say "FAILED: ${broken[*]}"
    echo
    dotnet "$dev_server" totals "$results" || return 1
    [[ ${#broken[@]} -eq 0 ]]
}

verb_demo() {
    local pwsh runner
    need_sdk
    need_postgres
    say "Building the module and the development server"
    stage
    dotnet build tools/DevServer -c "$configuration" -v:q -clp:NoSummary
    if pwsh=$(find_pwsh); then
        runner=("$pwsh" -NoProfile -File)
    else
        runner=(dotnet "$dev_server" console)
    fi
    dotnet "$dev_server" run --rows 5000 --config demo/configuration.json -- "${runner[@]}" demo/demo.ps1
}

# A first argument in lower case is one of the bench's own verbs (micro, exec); options alone are those of a run.
verb_bench() {
    need_sdk
    need_postgres
    stage
    dotnet build bench -c "$configuration" -v:q -clp:NoSummary
    find_pwsh >/dev/null || install_pwsh
    [[ ${1:-} == [a-z]* ]] || set -- run "$@"
    dotnet "bench/bin/$configuration/net10.0/RedshiftSync.Bench.dll" "$@"
}

case "${1:-help}" in
    bench) verb_bench "${@:2}" ;;
    demo) verb_demo ;;
    test) verb_test ;;
    stage) need_sdk && stage ;;
    pack) need_sdk && stage Pack ;;
    help | -h | --help) usage ;;
    *)
        usage >&2
        exit 2
        ;;
esac
