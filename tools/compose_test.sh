#!/bin/sh
# Starts the stack of docker-compose.yml where a container engine is, and breaks it: three workers, eight analyses, one
# worker killed and PostgreSQL restarted in the middle. Everything must succeed, and the settings of .env must have
# arrived. Takes the time of the image's build and some minutes; leaves nothing behind but the image.
#
#   tools/compose_test.sh              builds the image first
#   OUTLAY_IMAGE_READY=1 tools/compose_test.sh   takes the image `outlay` that is there
set -eu
cd "$(dirname "$0")/.."

if docker compose version >/dev/null 2>&1; then
    compose() { docker compose "$@"; }
elif command -v docker-compose >/dev/null 2>&1; then
    compose() { docker-compose "$@"; }
else
    echo "There is no docker compose here." >&2
    exit 1
fi

work=$(mktemp -d)
export COMPOSE_PROJECT_NAME="outlay-test-$$"
port=${OUTLAY_TEST_PORT:-3999}
saved=""
finish() {
    status=$?
    [ "$status" = 0 ] || compose logs --no-color --tail 60 >&2 2>/dev/null || true
    compose down --volumes --timeout 10 >/dev/null 2>&1 || true
    if [ -n "$saved" ]; then mv "$saved" .env; else rm -f .env; fi
    rm -rf "$work"
    exit "$status"
}
if [ -f .env ]; then
    saved=$(mktemp ./.env.saved.XXXXXX)
    mv .env "$saved"
fi
trap finish EXIT
trap 'exit 1' INT TERM

# A password of characters that mean something in a URL, and settings that show whether they arrive.
cat >.env <<ENV
POSTGRES_PASSWORD='a/b:c@d?e#f%g h'
OUTLAY_SECRET=$(head -c 48 /dev/urandom | base64 | tr -d '\n')
OUTLAY_PUBLISH=127.0.0.1:$port
OUTLAY_METRICS_TOKEN=seen-by-the-test
OUTLAY_PER_ACCOUNT=3
OUTLAY_QUEUED_PER_ACCOUNT=8
ENV

say() { printf '%s %s\n' "$(date +%T)" "$*"; }
api="http://127.0.0.1:$port"
field() { python3 -c 'import json,sys; v=json.load(sys.stdin)
for k in sys.argv[1].split("."): v=v[int(k)] if k.isdigit() else v[k]
print(v)' "$1"; }
call() { # METHOD PATH [CURL ARGUMENTS]; tried again while the API or its database is away
    method=$1 path=$2
    shift 2
    curl --silent --show-error --fail-with-body --retry 30 --retry-delay 1 --retry-all-errors \
        --request "$method" --header "authorization: Bearer ${token:-none}" "$@" "$api$path"
}

[ -n "${OUTLAY_IMAGE_READY:-}" ] || { say "build"; compose build >"$work/build.log" 2>&1 || { tail -40 "$work/build.log" >&2; exit 1; }; }
say "start: three workers"
compose up --detach --no-build --scale worker=3 >"$work/up.log" 2>&1 || { cat "$work/up.log" >&2; exit 1; }
token=none
call GET /readyz >/dev/null
say "ready"

[ "$(curl --silent --output /dev/null --write-out '%{http_code}' "$api/metrics")" = 401 ] || { echo "/metrics is open" >&2; exit 1; }
curl --silent --fail --header 'authorization: Bearer seen-by-the-test' "$api/metrics" | grep -q '^outlay_jobs{' \
    || { echo "/metrics does not know the token of .env" >&2; exit 1; }

token=$(call POST /api/v1/auth/register --header 'content-type: application/json' \
    --data '{"email":"compose@example.org","password":"correct horse","name":"Compose"}' | field access_token)
python3 - "$work/expenses.csv" <<'PY'
import datetime, random, sys
random.seed(7)
with open(sys.argv[1], "w") as out:
    out.write("date,amount,category,description\n")
    day = datetime.date(2024, 1, 1)
    for n in range(6000):
        category = random.choice(["Groceries", "Coffee", "Transport", "Books", "Rent"])
        out.write(f"{day + datetime.timedelta(days=n // 9)},{random.randint(200, 9000) / 100:.2f},{category},{category} shop {n % 17}\n")
PY
call POST /api/v1/expenses/bulk --header 'content-type: application/json' --data "$(python3 - "$work/expenses.csv" <<'PY'
import csv, json, sys
rows = list(csv.DictReader(open(sys.argv[1])))[:5000]
print(json.dumps({"expenses": rows}))
PY
)" --output /dev/null
ids=""
for n in 1 2 3 4 5 6 7 8; do
    id=$(call POST /api/v1/analyses --header 'content-type: application/json' --header "idempotency-key: test-$n" \
        --data "{\"seed\":$n}" | field id)
    ids="$ids $id"
done
say "eight analyses submitted"

refused=$(curl --silent --output /dev/null --write-out '%{http_code}' --request POST --header "authorization: Bearer $token" \
    --header 'content-type: application/json' --data '{}' "$api/api/v1/analyses")
case $refused in 429 | 202) ;; *) echo "a ninth analysis was answered with $refused" >&2; exit 1 ;; esac

sleep 4
victim=$(compose ps -q worker | head -n 1)
docker kill "$victim" >/dev/null
say "a worker is killed"
sleep 2
compose restart postgres >/dev/null 2>&1
say "PostgreSQL was restarted"

deadline=$(($(date +%s) + 900))
for id in $ids; do
    while :; do
        state=$(call GET "/api/v1/analyses/$id" | field status)
        case $state in
            succeeded) break ;;
            failed | cancelled) echo "analysis $id: $state" >&2; call GET "/api/v1/analyses/$id" >&2; exit 1 ;;
        esac
        [ "$(date +%s)" -lt "$deadline" ] || { echo "analysis $id is still $state" >&2; exit 1; }
        sleep 2
    done
    call GET "/api/v1/analyses/$id/report.xlsx" --output "$work/report.xlsx"
    [ "$(head -c 2 "$work/report.xlsx")" = PK ] || { echo "the report of $id is no workbook" >&2; exit 1; }
done
say "all eight succeeded, each with its report"

compose exec -T postgres pg_dump --username outlay --format=custom outlay >"$work/outlay.dump"
[ "$(head -c 5 "$work/outlay.dump")" = PGDMP ] || { echo "the backup of docs/OPERATIONS.md gives no dump" >&2; exit 1; }
say "backed up: $(wc -c <"$work/outlay.dump") bytes"
