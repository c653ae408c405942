# Short names for the commands that the README and .ci/run spell out.

# What runs when no name is given.
default: lint test

# Formats all code.
fmt:
    cargo fmt --all

# Lints, as errors.
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

# All tests, doctests included.
test:
    cargo test --workspace

# The README's main job on the fixtures.
demo:
    cargo run --release -- query 'data-fixtures/trips/trips_*.csv' --groupby payment_type --agg 'mean(total_amount) as m, count(*) as n'

# API documentation, warnings as errors.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# Side by side with other engines: installs them in a virtual environment, makes the data, checks that the answers agree.
bench-peers *options:
    python3 benches/peers/compare.py {{options}}

# One fuzz target of crates/csv/fuzz for some seconds: needs a nightly toolchain and cargo-fuzz, see docs/fuzzing.md.
fuzz TARGET SECONDS="60":
    mkdir -p crates/csv/fuzz/corpus/{{TARGET}} crates/csv/fuzz/regressions/{{TARGET}}
    cargo +nightly fuzz run --fuzz-dir crates/csv/fuzz --features libfuzzer --target-dir target/fuzz {{TARGET}} \
        crates/csv/fuzz/corpus/{{TARGET}} crates/csv/fuzz/seeds/{{TARGET}} crates/csv/fuzz/regressions/{{TARGET}} \
        -- -max_total_time={{SECONDS}}

# The checks of the fuzz targets on stable: their seeds, past failures, and random changes of them.
fuzz-replay:
    cargo test --manifest-path crates/csv/fuzz/Cargo.toml --target-dir target --locked

# The CSV crate's unit tests under the address sanitizer: needs a nightly toolchain.
sanitize:
    .ci/sanitize

# All that CI does.
ci:
    .ci/run
