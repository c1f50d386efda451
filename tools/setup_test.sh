#!/bin/sh
# Finds, or installs from the system's packages, what only the tests need: a PostgreSQL server, Chromium
# and, where there is apt, faketime and PgBouncer.
set -eu

have_postgres() {
    command -v postgres >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1
}
have_chromium() {
    [ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null 2>&1
}

packages=""
[ -n "${TEST_DATABASE_URL:-}" ] || have_postgres || packages="$packages postgresql"
have_chromium || packages="$packages chromium"
# Gives one worker of the chaos test another clock; without it, that fault is left out.
if command -v apt-get >/dev/null 2>&1 && ! ls /usr/lib/*/faketime/libfaketime.so.1 >/dev/null 2>&1; then
    packages="$packages faketime"
fi
# Stands before PostgreSQL in one test; without it, that test is left out.
if command -v apt-get >/dev/null 2>&1 && [ ! -x /usr/sbin/pgbouncer ]; then
    packages="$packages pgbouncer"
fi
[ -n "$packages" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need:$packages. Install them, or set TEST_DATABASE_URL and CHROMIUM (path of a Chromium)." >&2
    exit 1
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo"
echo "Installing for the tests:$packages"
export DEBIAN_FRONTEND=noninteractive
# A fresh system may start the package's own PostgreSQL cluster; the tests use a private one and leave it alone.
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of packages
$as_root apt-get install -y -qq --no-install-recommends $packages >/dev/null
