"""How each engine is called: a command for each query, as one whole process.

Each peer runs as its documentation advises for this job, reads only the columns it needs, uses all cores, and writes
its answer by its own fastest way as lines of JSON: native code for all of them, never one Python object for each
value, which would cost more than the query where there are 100,000 groups.
"""

import functools
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent

# The streaming engine reads the files in pieces; `scan_csv` pushes the columns and filters of a query into the reader.
POLARS = """
import sys
import polars as pl
scan = pl.scan_csv({glob!r}, separator={separator!r}, {polars_options})
{polars_tables}
({polars}).{polars_end}
"""

# All cores by default. The progress bar would go to standard output when a query takes long. The reader stands in the
# query itself: a view would look into the files for their types once more.
DUCKDB = """
import duckdb
duckdb.sql("set enable_progress_bar = false")
duckdb.sql({copy!r})
"""

# `target_partitions` is the number of cores by default, too; said here because its documentation names it as the one
# thing to set. Its writer wants the name of a file, which is copied to where the others write.
DATAFUSION = """
import os, pyarrow, shutil, sys, tempfile
from datafusion import SessionConfig, SessionContext
context = SessionContext(SessionConfig().with_target_partitions(os.cpu_count()))
context.register_csv("t", {source!r}, delimiter={separator!r}, {datafusion_options})
{datafusion_tables}
if {target!r}:
    context.sql({sql!r}).write_csv({target!r}, with_header=True)
    raise SystemExit
with tempfile.TemporaryDirectory() as folder:
    answer = os.path.join(folder, "answer.json")
    context.sql({sql!r}).write_json(answer)
    with open(answer, "rb") as file:
        shutil.copyfileobj(file, sys.stdout.buffer)
"""

# The table function `file` reads in parallel, and only the columns of the query.
CHDB = """
import chdb
print(chdb.query({sql!r}, "JSONCompactEachRow"))
"""

# Threads are its default for tables and what its documentation advises for numbers; for the first query over 1.2
# million rows they took 1.9 and 2.5 s in two runs, processes 2.4 and 4.1 s.
DASK_SCHEDULER = "threads"
DASK = """
import sys
import dask, dask.dataframe, numpy, pandas
if __name__ == "__main__":
    dask.config.set(scheduler={scheduler!r})
    frame = dask.dataframe.read_csv({glob!r}, sep={separator!r}, usecols={dask_columns!r}, {dask_options})
    result = {dask}
    result.to_json(sys.stdout, orient="records", lines=True, double_precision=15)
"""


@dataclass
class Engine:
    title: str
    # What pip installs, and the name of what is installed.
    requirement: str = ""
    package: str = ""
    module: str = ""
    template: str = ""
    # What a query in SQL says for its table `t`, and at its end.
    table: str = "t"
    settings: str = ""

    def program(self, name, query, data, target):
        """The Python program of a peer for a query; `target` is the file that it writes, or None."""
        sql = query.dialects.get(name, query.sql)
        table, settings = (part.format(data=data) for part in (self.table, self.settings))
        sql = sql.replace(" from t", f" from {table}") + settings
        others = {other: data.file(file) for other, file in query.tables.items()}
        for other, path in others.items():
            sql = sql.replace(f"{{{other}}}", f"read_csv('{path}')" if name == "duckdb" else f"table_{other}")
        copied = f"'{target}' (format csv, header)" if target else "'/dev/stdout' (format json)"
        return self.template.format(
            target=str(target or ""),
            source=data.glob if query.tables else f"{data.folder}/",
            polars_tables="\n".join(f"{other} = pl.scan_csv({path!r})" for other, path in others.items()),
            polars_end=f"sink_csv({str(target)!r})" if target else 'collect(engine="streaming").write_ndjson(sys.stdout)',
            datafusion_tables="\n".join(
                f'context.register_csv("table_{other}", {path!r})' for other, path in others.items()
            ),
            glob=data.glob,
            separator=data.separator,
            sql=sql,
            copy=f"copy ({sql}) to {copied}",
            polars=query.polars,
            polars_options=query.polars_options,
            datafusion_options=query.datafusion_options,
            dask=query.dask,
            dask_columns=query.dask_columns,
            dask_options=query.dask_options,
            scheduler=DASK_SCHEDULER,
        )


PEERS = {
    "polars": Engine("Polars", "polars", "polars", "polars", POLARS),
    "duckdb": Engine(
        "DuckDB", "duckdb", "duckdb", "duckdb", DUCKDB, table="read_csv('{data.glob}', delim = '{data.separator}')"
    ),
    "datafusion": Engine("DataFusion", "datafusion", "datafusion", "datafusion", DATAFUSION),
    "chdb": Engine(
        "chDB", "chdb", "chdb", "chdb", CHDB,
        table="file('{data.glob}', 'CSVWithNames')",
        settings=" settings format_csv_delimiter = '{data.separator}'",
    ),  # fmt: skip
    "dask": Engine("Dask", "dask[dataframe]", "dask", "dask.dataframe", DASK),
}
# Chunkwise itself, and a program written for one query alone: how fast the machine is, not a peer.
OURS = {"chunkwise": Engine("Chunkwise"), "floor": Engine("floor, written for this query alone")}
FLOOR_QUERY = "mean-by-payment"
TITLES = {name: engine.title for name, engine in (OURS | PEERS).items()}


class Programs:
    """Where the programs are: the two built here, and a Python that has the peers."""

    def __init__(self, work, peers, build):
        if build:
            packages = ["-p", "chunkwise-cli", "-p", "chunkwise-benches", "--bin", "chunkwise", "--bin", "floor"]
            subprocess.run(["cargo", "build", "--release", "--quiet", *packages], cwd=REPOSITORY, check=True)
        release = Path(os.environ.get("CARGO_TARGET_DIR", REPOSITORY / "target")) / "release"
        self.chunkwise = str(release / "chunkwise")
        self.floor = str(release / "floor")
        self.work = work
        self.peers = peers

    @functools.cached_property
    def python(self):
        """A Python that has the peers; installed when it is first asked for."""
        return os.environ.get("CHUNKWISE_BENCH_PYTHON") or installed_python(self.work / "venv")

    def commands(self, query, data):
        """A command for each engine that runs the query, and for each that does not the reason."""
        commands = {"chunkwise": self.query(query, data)}
        for name in self.peers:
            if name not in query.skipped and name in (query.engines or self.peers):
                program = PEERS[name].program(name, query, data, self.target(query))
                commands[name] = [self.python, "-c", program]
        if query.name == FLOOR_QUERY:
            commands["floor"] = [self.floor, *data.files]
        return commands, {name: reason for name, reason in query.skipped.items() if name in self.peers}

    def query(self, query, data, *more):
        tables = {name: data.file(file) for name, file in query.tables.items()}
        options = [option.format(**tables) if tables else option for option in query.chunkwise]
        output = ["--format", "ndjson"]
        if query.writes:
            output = ["--format", "csv", "--output", str(self.target(query))]
        return [self.chunkwise, "query", data.glob, *options, *output, *more]

    def target(self, query):
        """The file that a query writes, if it does."""
        return self.work / "written.csv" if query.writes else None

    def facts_of_written(self):
        """What a written table of the groupby data holds, as lines of JSON, and that it is sorted by v3; the file is removed."""
        target = self.work / "written.csv"
        files = target / "*.csv" if target.is_dir() else target
        facts = "count(*) as n, sum(id6) as a, sum(v3) as b, sum(case when d < 0 then 1 else 0 end) as wrong"
        command = [self.chunkwise, "query", str(files), "--with", "d = diff(v3)", "--agg", facts, "--format", "ndjson"]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink()
        return text

    def start_ups(self):
        """A command for each engine that does nothing: what a query costs before it has begun."""
        commands = {"chunkwise": [self.chunkwise, "--version"]}
        return commands | {name: [self.python, "-c", f"import {PEERS[name].module}"] for name in self.peers}

    def versions(self):
        """The version of each engine, and the commit that Chunkwise was built from."""
        ours = subprocess.run([self.chunkwise, "--version"], capture_output=True, text=True, check=True)
        commit = subprocess.run(
            ["git", "describe", "--always", "--dirty"], cwd=REPOSITORY, capture_output=True, text=True
        )
        versions = {"chunkwise": f"{ours.stdout.split()[-1]} ({commit.stdout.strip() or 'no commit'})"}
        if not self.peers:
            return versions
        names = [PEERS[name].package for name in self.peers]
        script = "import importlib.metadata as m, json, sys; print(json.dumps([m.version(p) for p in sys.argv[1:]]))"
        theirs = subprocess.run([self.python, "-c", script, *names], capture_output=True, text=True, check=True)
        return versions | dict(zip(self.peers, json.loads(theirs.stdout)))


def installed_python(venv):
    """A virtual environment with all peers, and with what draws the picture; it has its name only when complete."""
    if not venv.exists():
        print(f"installing the peers into {venv}", flush=True)
        unfinished = venv.with_suffix(".unfinished")
        subprocess.run([sys.executable, "-m", "venv", "--clear", unfinished], check=True)
        pip = [unfinished / "bin" / "python", "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, *(engine.requirement for engine in PEERS.values()), "matplotlib"], check=True)
        unfinished.rename(venv)
    return str(venv / "bin" / "python")
