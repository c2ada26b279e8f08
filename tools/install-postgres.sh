#!/usr/bin/env bash
# Installs the programs that the development server and the tests start: PostgreSQL (initdb, pg_ctl) and PgBouncer. With --server-only,
# a missing PgBouncer alone is no reason to install anything. Uses apt on Debian and Ubuntu; on other systems it says what to install.
# No cluster is created and no service is started.
set -euo pipefail

readonly cluster_settings=/etc/postgresql-common/createcluster.conf
readonly service_policy=/usr/sbin/policy-rc.d

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

has_server() {
    local folder
    for folder in "${PGBIN:-}" /usr/lib/postgresql/*/bin /usr/pgsql*/bin {/opt/homebrew,/usr/local}/opt/postgresql*/bin; do
        [[ -x $folder/pg_ctl && -x $folder/initdb ]] && return 0
    done
    command -v pg_ctl >/dev/null && command -v initdb >/dev/null
}

has_pooler() {
    command -v pgbouncer >/dev/null || [[ -x /usr/sbin/pgbouncer ]]
}

has_everything() {
    has_server && { [[ $server_only == yes ]] || has_pooler; }
}

# The packages' scripts do not quote folders, and complain about a locale that is not installed.
apt_get() {
    TMPDIR=/tmp HOME=/root LC_ALL=C DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Options::=--force-confold "$@"
}

# Reverts the temporary changes of install_by_apt.
restore_settings() {
    rm -f "$service_policy"
    if [[ -e $kept/policy-rc.d || -L $kept/policy-rc.d ]]; then mv "$kept/policy-rc.d" "$service_policy"; fi
    if [[ -e $kept/createcluster.conf ]]; then cat "$kept/createcluster.conf" >"$cluster_settings"; fi
    rm -rf "$kept"
}

# The packages would create a cluster and start both services, now and at each boot.
install_by_apt() {
    local pooler_is_new=yes
    has_pooler && pooler_is_new=no
    kept=$(mktemp -d)
    trap restore_settings EXIT
    if [[ -e $service_policy || -L $service_policy ]]; then mv "$service_policy" "$kept/policy-rc.d"; fi
    printf '#!/bin/sh\nexit 101\n' >"$service_policy"
    chmod +x "$service_policy"

    apt_get update
    apt_get install --no-install-recommends postgresql-common
    cp "$cluster_settings" "$kept/createcluster.conf"
    echo 'create_main_cluster = false' >>"$cluster_settings"
    apt_get install --no-install-recommends postgresql pgbouncer
    if [[ $pooler_is_new == yes ]]; then update-rc.d pgbouncer disable; fi
}

server_only=no
[[ ${1:-} == --server-only ]] && server_only=yes
has_everything && exit 0

if command -v apt-get >/dev/null; then
    if [[ $(id -u) -ne 0 ]]; then
        command -v sudo >/dev/null || die "Installing PostgreSQL takes root or sudo: apt-get install postgresql pgbouncer"
        exec sudo --preserve-env=PGBIN "$BASH" "${BASH_SOURCE[0]}" "$@"
    fi
    printf '\n== Installing PostgreSQL and PgBouncer (programs only)\n'
    install_by_apt
fi

has_server || die "PostgreSQL 13 or later is needed for the development server and was not found.
Install it ('brew install postgresql@17', 'dnf install postgresql-server', 'apt-get install postgresql'),
or set PGBIN to the folder that holds initdb and pg_ctl."
has_everything || die "PgBouncer is needed for the tests and was not found.
Install it ('brew install pgbouncer', 'dnf install pgbouncer', 'apt-get install pgbouncer')."
