#!/bin/sh
# Every test: Rust on SQLite and PostgreSQL, then the web's unit tests, then the page in a real browser.
set -eu
cd "$(dirname "$0")/.."

cargo test --workspace
cargo build --bin outlay
npm --prefix web test
npm --prefix web run e2e
