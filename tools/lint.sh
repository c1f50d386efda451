#!/bin/sh
# Formatting, clippy, generated files, the web's types; licences and advisories where cargo-deny is installed.
set -eu
cd "$(dirname "$0")/.."

cargo fmt --all --check
cargo clippy --workspace --all-targets -- -D warnings
npm --prefix web run check
npm --prefix web run generate:check
if command -v cargo-deny >/dev/null 2>&1; then
    cargo deny --all-features check bans licenses sources
fi
