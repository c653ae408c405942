#!/usr/bin/env python3
"""Side by side with other engines, as whole processes on the same files.

    python3 benches/peers/compare.py [--queries 1,stations] [--engines polars,duckdb] [--scaling] [--cold] [--write]

Installs the peers into a virtual environment, makes the data with `chunkwise datasets`, runs each query once per engine
in turn (A B C, B C A, …), checks that the answers agree, and prints the median wall time, CPU time, peak resident
memory and the ratio to the fastest peer. The first round warms the page cache and is not counted. Timings of a shared
machine drift: read the ratios. All figures go to a file in the work folder after each query.

The environment variable CHUNKWISE_BENCH_PYTHON names a Python that has the peers and matplotlib, in the place of the
virtual environment. Linux only.
"""

import argparse
import datetime
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import cold
import data
import engines
import measure
import queries
import report


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=14_400_000, help="rows of the taxi data")
    parser.add_argument("--groupby-rows", type=int, default=10_000_000)
    parser.add_argument("--station-rows", type=int, default=50_000_000)
    parser.add_argument("--small-files", type=int, default=20_000, help=f"of {data.ROWS_OF_A_SMALL_FILE} rows each")
    parser.add_argument("--runs", type=int, default=5, help="runs that count, after one that does not")
    parser.add_argument("--queries", help="names or numbers, with commas; default: all")
    parser.add_argument("--engines", default=",".join(engines.PEERS), help="peers, with commas; `none` for none")
    parser.add_argument("--timeout", type=float, default=300, help="seconds; who needs more for one run is out")
    parser.add_argument("--scaling", action="store_true", help="also one thread of Chunkwise against two")
    parser.add_argument("--cold", action="store_true", help="also the first query with an empty page cache")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "chunkwise-bench")
    parser.add_argument("--no-build", action="store_true", help="use the programs that are built")
    parser.add_argument(
        "--resume",
        action="store_true",
        help="keep the results that are there, run what they lack; only with the same versions, machine, runs and rows",
    )
    parser.add_argument("--write", action="store_true", help="write the page and its picture")
    parser.add_argument("--page", choices=report.PAGES, default="benchmarks", help="which one, and which queries if none are named")
    parser.add_argument("--output", type=Path, default=report.DOCS, help="where --write writes; default: docs")
    options = parser.parse_args()
    options.peers = [name for name in options.engines.split(",") if name not in ("", "none", "chunkwise")]
    unknown = [name for name in options.peers if name not in engines.PEERS]
    if unknown:
        parser.error(f"no engine {unknown[0]!r}; there are {', '.join(engines.PEERS)}")
    return options


class Comparison:
    """One run of the harness: the results so far, and where they are kept."""

    def __init__(self, options):
        self.options = options
        self.programs = engines.Programs(options.work, options.peers, build=not options.no_build)
        self.file = options.work / f"results-{options.page}.json"
        new = {
            "date": str(datetime.date.today()),
            "runs": options.runs,
            "machine": report.machine(),
            "versions": self.programs.versions(),
            "sizes": {name: getattr(options, name) for name in ("rows", "groupby_rows", "station_rows", "small_files")},
            "titles": engines.TITLES,
            "start_up": {},
            "data": {},
            "queries": [],
            "scaling": {},
            "cold": None,
        }
        kept = json.loads(self.file.read_text()) if options.resume and self.file.exists() else {}
        if kept:
            self.refuse_others(kept, new)
        # The date is of the day that the comparison began.
        names = ("date", "start_up", "data", "queries", "scaling", "cold")
        self.results = new | {name: kept[name] for name in names if name in kept}

    def refuse_others(self, kept, new):
        """Ends the program if the results that were kept would not stand beside new ones."""
        different = [
            f"{name}: {kept.get(name)} there, {new[name]} now"
            for name in ("versions", "machine", "runs", "sizes")
            if kept.get(name) != new[name]
        ]
        if different:
            lines = "\n".join(different)
            raise SystemExit(f"cannot resume {self.file}, which is of another comparison:\n{lines}")

    def save(self):
        order = [query.name for query in queries.QUERIES]
        self.results["queries"].sort(key=lambda query: order.index(query["name"]))
        self.file.write_text(json.dumps(self.results, indent=1))

    def data(self, name):
        made = data.make(name, self.options, self.programs.chunkwise)
        self.results["data"][name] = made.facts()
        return made

    def start_up(self):
        """The engines without a query."""
        costs = measure.in_turn(self.programs.start_ups(), self.options.runs, self.options.timeout)
        self.results["start_up"] |= {name: plain(runs) for name, runs in costs.items()}
        self.save()

    def query(self, query):
        """Runs one query on all engines, unless the results have it already."""
        if any(done["name"] == query.name for done in self.results["queries"]):
            return
        commands, skipped = self.programs.commands(query, self.data(query.data))
        print(f"\n{query.title}", flush=True)
        ours = []

        def check(name, text):
            # In the first round Chunkwise is first, so there is an answer to compare with.
            try:
                if query.writes:
                    text = self.programs.facts_of_written()
                answer = measure.rows(text, query.keys)
                different = None if name == "chunkwise" else measure.difference(ours, answer)
            except (ValueError, TypeError, OverflowError) as error:
                different = f"{error} in {text[:200]!r}"
            if different:
                raise measure.Failed(f"another answer: {different}")
            if name == "chunkwise":
                ours[:] = answer

        costs = measure.in_turn(commands, self.options.runs, self.options.timeout, check=check)
        if isinstance(costs["chunkwise"], str):
            raise SystemExit(f"chunkwise failed: {costs['chunkwise']}")
        result = {"name": query.name, "title": query.title, "note": query.note, "data": query.data}
        result["costs"] = {name: plain(runs) for name, runs in costs.items()} | skipped
        table = report.table_of(result, engines.TITLES)
        print("\n".join([report.text(table), *report.remarks_of(result, engines.TITLES)]), flush=True)
        self.results["queries"].append(result)
        self.save()

    def scaling(self, query):
        """One thread against two, in turn."""
        if query.title in self.results["scaling"]:
            return
        made = self.data(query.data)
        commands = {str(n): self.programs.query(query, made, "--threads", str(n)) for n in (1, 2)}
        costs = measure.in_turn(commands, self.options.runs, self.options.timeout)
        self.results["scaling"][query.title] = {threads: plain(runs) for threads, runs in costs.items()}
        self.save()

    def cold(self):
        made = self.data("taxi")
        costs = cold.compare(queries.QUERIES[0], made, self.programs, self.options.runs, self.options.timeout)
        costs = {name: plain(runs) for name, runs in costs.items()}
        self.results["cold"] = {"bytes": made.facts()["bytes"], "costs": costs}
        self.save()


def plain(runs):
    """Costs as JSON has them; the reason of a failure is text already."""
    return runs if isinstance(runs, str) else [asdict(cost) for cost in runs]


def main():
    options = arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    comparison = Comparison(options)
    results = comparison.results
    chosen = queries.chosen(options.queries, options.page)
    comparison.start_up()
    print("\nstart-up, without a query\n" + report.text(report.start_up_of(results)), flush=True)
    for query in chosen:
        comparison.query(query)
    if options.scaling:
        for query in chosen:
            comparison.scaling(query)
        print("\nChunkwise, one thread against two\n" + report.text(report.scaling_of(results["scaling"])), flush=True)
    if options.cold:
        comparison.cold()
        print("\nmean(total_amount) by payment_type, page cache empty\n" + report.text(report.cold_of(results["cold"])))
    if options.write:
        for path in report.write(results, comparison.file, options.page, options.output, comparison.programs.python):
            print(f"wrote {path}")
    wrong = [
        f"{query['name']}: {name}: {costs}"
        for query in results["queries"]
        for name, costs in query["costs"].items()
        if isinstance(costs, str) and costs.startswith("another answer")
    ]
    if wrong:
        raise SystemExit("\nanswers differ:\n" + "\n".join(wrong))


if __name__ == "__main__":
    main()
