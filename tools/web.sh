#!/bin/sh
# Builds web/dist when its sources changed; installs the packages when the lock file did.
set -eu
cd "$(dirname "$0")/../web"

[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund
newest=$(find src public index.html package-lock.json ./*.ts ./*.json -type f -newer dist/index.html 2>/dev/null | head -n 1)
if [ ! -f dist/index.html ] || [ -n "$newest" ] || ! ls dist/assets >/dev/null 2>&1; then
    npm run build
fi
