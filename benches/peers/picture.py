"""Draws the results: `picture.py RESULTS.json PICTURE`, with a Python that has matplotlib.

A row for each query, a mark for each engine, wall seconds on a logarithmic axis.
"""

import json
import statistics
import sys

import matplotlib

matplotlib.use("Agg")
matplotlib.rcParams["svg.hashsalt"] = "chunkwise"  # the same picture for the same results
import matplotlib.pyplot as plt  # noqa: E402

MARKS = {
    "chunkwise": ("o", "#d1495b"),
    "polars": ("s", "#2e6f95"),
    "duckdb": ("^", "#e0a800"),
    "datafusion": ("D", "#3c8d5a"),
    "chdb": ("v", "#7b5ea7"),
    "dask": ("P", "#8a8a8a"),
}


def main():
    results_file, picture = sys.argv[1:]
    with open(results_file) as file:
        results = json.load(file)
    queries = results["queries"]
    figure, axes = plt.subplots(figsize=(9, 1.6 + 0.42 * len(queries)))
    for name, (marker, color) in MARKS.items():
        points = [
            (statistics.median(run["wall"] for run in query["costs"][name]), row)
            for row, query in enumerate(queries)
            if isinstance(query["costs"].get(name), list)
        ]
        if points:
            seconds, rows = zip(*points)
            size = 70 if name == "chunkwise" else 45
            axes.scatter(seconds, rows, s=size, color=color, marker=marker, label=results["titles"][name], zorder=3)
    axes.set_yticks(range(len(queries)), [query["title"] for query in queries])
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(matplotlib.ticker.FormatStrFormatter("%g"))
    axes.set_xlabel("wall seconds of the whole process, median, logarithmic")
    axes.grid(axis="x", which="major", color="#dddddd")
    axes.grid(axis="y", color="#eeeeee")
    axes.spines[["top", "right", "left"]].set_visible(False)
    figure.legend(loc="upper center", ncols=len(MARKS), frameon=False)
    figure.tight_layout(rect=(0, 0, 1, 1 - 0.45 / figure.get_figheight()))
    figure.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    main()
