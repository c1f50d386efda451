# Two commands do everything: `make run` and `make test`. The rest are their parts.
OUTLAY ?= target/release/outlay
.PHONY: run test chaos lint setup setup-model setup-test web build openapi bench clean

run: setup web ## set up, build, create the demo account, serve the page
	cargo build --release --bin outlay && $(OUTLAY) demo && exec $(OUTLAY) serve

test: setup setup-test web ## set up, then every test: Rust, web, browser; SQLite and PostgreSQL
	tools/test.sh

chaos: setup setup-test web ## the long form of the chaos test: processes and databases are killed, nothing is lost
	OUTLAY_CHAOS=long cargo test --workspace --test product -- --nocapture --test-threads=1 whatever_breaks

lint: web ## formatting, clippy, generated files, web type check, licences and advisories
	tools/lint.sh

setup: setup-model

setup-model: ## the embedding model and ONNX Runtime under .outlay/
	python3 tools/setup_model.py

setup-test: ## a PostgreSQL server and Chromium, from the system's packages when missing
	tools/setup_test.sh

web: ## the browser UI, built into the binary
	tools/web.sh

build: web
	cargo build --release --bin outlay

openapi: ## the OpenAPI document and everything generated from it
	cargo run --quiet --bin outlay -- openapi > openapi/openapi.json.new && mv openapi/openapi.json.new openapi/openapi.json && npm --prefix web run generate

bench: build ## every detector, layer and merchant key (criterion), then scikit-learn on the same tables
	cargo bench --workspace --bench engine && python3 bench/peers.py --bin $(OUTLAY)

clean:
	cargo clean && rm -rf web/dist web/node_modules .outlay
