#!/bin/sh
# Every test: Rust on SQLite and PostgreSQL, then the page in a real browser.
set -eu
cd "$(dirname "$0")/.."

# The integration tests build target/debug/outlay, which the browser test then drives.
cargo test --workspace --no-fail-fast
npm --prefix web test
npm --prefix web run test:browser
