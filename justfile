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
bench-peers rows="14400000":
    python3 benches/peers/compare.py --rows {{rows}}

# All that CI does.
ci:
    .ci/run
