#!/usr/bin/env python3
"""Side by side with other engines, as whole processes on the same files.

    python3 benches/peers/compare.py [--rows 14400000] [--files 24] [--runs 5] [--work DIR]

Installs the peers into a virtual environment, makes taxi data with `chunkwise datasets`, runs each query once per engine
in turn (A B C A B C ...), checks that the answers agree, and prints the median wall time, CPU time, peak resident
memory and the ratio to the fastest peer. The first round warms the page cache and is not counted. Timings of a shared
machine drift: read the ratios.
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
PEERS = ["polars", "duckdb"]

# One entry per query: the options of `chunkwise query`, and each peer's program, which prints the answer as JSON rows.
QUERIES = {
    "mean(total_amount) by payment_type": {
        "chunkwise": ["--groupby", "payment_type", "--agg", "mean(total_amount) as m"],
        "polars": """
q = scan.group_by("payment_type").agg(m=pl.col("total_amount").mean()).sort("payment_type")
print(json.dumps(q.collect(engine="streaming").rows()))""",
        "duckdb": "select payment_type, avg(total_amount) from t group by 1 order by 1",
    },
    "mean(duration) where tip_amount = 0": {
        "chunkwise": [
            "--parse-dates", "tpep_pickup_datetime,tpep_dropoff_datetime",
            "--with", "s = total_seconds(tpep_dropoff_datetime - tpep_pickup_datetime)",
            "--where", "tip_amount = 0", "--agg", "mean(s) as m",
        ],
        "polars": """
dates = {c: pl.Datetime("us") for c in ("tpep_pickup_datetime", "tpep_dropoff_datetime")}
scan = pl.scan_csv(files, schema_overrides=dates)
s = (pl.col("tpep_dropoff_datetime") - pl.col("tpep_pickup_datetime")).dt.total_microseconds() / 1e6
print(json.dumps(scan.filter(pl.col("tip_amount") == 0).select(s.mean()).collect(engine="streaming").rows()))""",
        "duckdb": """select avg(epoch_us(tpep_dropoff_datetime) - epoch_us(tpep_pickup_datetime)) / 1e6
            from t where tip_amount = 0""",
    },
    "count(*)": {
        "chunkwise": ["--agg", "count(*) as n"],
        "polars": 'print(json.dumps(scan.select(pl.len()).collect(engine="streaming").rows()))',
        "duckdb": "select count(*) from t",
    },
}

PRELUDES = {
    "polars": "import json, sys, polars as pl\nfiles = sys.argv[1]\nscan = pl.scan_csv(files)\n",
    "duckdb": "import json, sys, duckdb\nduckdb.sql(f\"create view t as from read_csv('{sys.argv[1]}')\")\n",
}


def program(peer, text):
    if peer == "duckdb":
        text = f"print(json.dumps(duckdb.sql({text!r}).fetchall()))"
    return PRELUDES[peer] + text


def measured(command):
    """Standard output, wall seconds, CPU seconds and peak resident MiB of a process."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise SystemExit(f"{command[0]} failed with exit code {child.returncode}")
        out.seek(0)
        return out.read().decode(), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def agree(ours, theirs):
    return len(ours) == len(theirs) and all(
        len(a) == len(b) and all(math.isclose(x, y, rel_tol=1e-9) for x, y in zip(a, b)) for a, b in zip(ours, theirs)
    )


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=14_400_000)
    options.add_argument("--files", type=int, default=24)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "chunkwise-bench")
    options = options.parse_args()

    subprocess.run(["cargo", "build", "--release", "--quiet"], cwd=REPOSITORY, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target"))
    chunkwise = str(target / "release" / "chunkwise")
    venv = options.work / "venv"
    if not venv.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    python = str(venv / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)
    data = options.work / f"taxi-{options.rows}-{options.files}"
    if not data.exists():
        making = ["datasets", "taxi", "--rows", options.rows, "--files", options.files, "--seed", 1, "--out", data]
        subprocess.run([chunkwise, *map(str, making)], stdout=subprocess.DEVNULL, check=True)
    files = str(data / "*.csv")

    for name, query in QUERIES.items():
        commands = {"chunkwise": [chunkwise, "query", files, *query["chunkwise"], "--format", "ndjson"]}
        commands |= {peer: [python, "-c", program(peer, query[peer]), files] for peer in PEERS}
        figures = {engine: [] for engine in commands}
        for run in range(options.runs + 1):
            answers = {}
            for engine, command in commands.items():
                out, *figure = measured(command)
                if engine == "chunkwise":
                    answers[engine] = [list(json.loads(line).values()) for line in out.splitlines()]
                else:
                    # DuckDB draws a progress bar on standard output when a query takes long.
                    answers[engine] = json.loads(out.splitlines()[-1])
                if run > 0:
                    figures[engine].append(figure)
            for peer in PEERS:
                if not agree(answers["chunkwise"], answers[peer]):
                    raise SystemExit(f"{name}: {peer} says {answers[peer]}, chunkwise {answers['chunkwise']}")
        show(name, figures)


def show(name, figures):
    medians = {engine: [statistics.median(column) for column in zip(*runs)] for engine, runs in figures.items()}
    fastest_peer = min(medians[peer][0] for peer in PEERS)
    print(f"\n{name}")
    print(f"{'engine':<12}{'wall s':>9}{'cpu s':>9}{'peak MiB':>10}{'fastest peer / it':>20}")
    for engine, (wall, cpu, peak) in medians.items():
        print(f"{engine:<12}{wall:>9.2f}{cpu:>9.2f}{peak:>10.0f}{fastest_peer / wall:>20.2f}", flush=True)


if __name__ == "__main__":
    main()
