"""What is printed and written: tables as text and as Markdown, the page, the machine they come from."""

import os
import platform
import subprocess
from pathlib import Path

import measure
from measure import Cost

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent.parent / "docs"
# Each page and its picture.
PAGES = {"benchmarks": Path("images") / "peers.svg", "db-benchmark": Path("images") / "db-benchmark.svg"}
START = "<!-- what follows is written by benches/peers/compare.py -->"
END = "<!-- up to here -->"


def machine():
    """The hardware and the system, as far as Linux tells."""
    cpu = memory = "unknown"
    for line in lines_of("/proc/cpuinfo"):
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
    for line in lines_of("/proc/meminfo"):
        if line.startswith("MemTotal"):
            memory = f"{int(line.split()[1]) / 2**20:.0f} GiB"
    flags = " ".join(lines_of("/proc/cpuinfo"))
    return {
        "cpu": cpu,
        "vectors": "AVX-512" if " avx512bw" in flags else "AVX2" if " avx2" in flags else "neither AVX2 nor AVX-512",
        "cores": os.cpu_count(),
        "memory": memory,
        "kernel": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
    }


def lines_of(path):
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def table_of(query, titles):
    """The rows of one query's table, header first."""
    costs = {name: costs for name, costs in query["costs"].items() if isinstance(costs, list)}
    medians = {name: measure.medians([Cost(**cost) for cost in costs]) for name, costs in costs.items()}
    peers = [cost.wall for name, cost in medians.items() if name not in ("chunkwise", "floor")]
    table = [["engine", "wall s", "CPU s", "peak MiB", "fastest peer / it"]]
    for name in query["costs"]:
        if name in medians:
            cost = medians[name]
            ratio = digits(min(peers) / cost.wall) if peers else ""
            table.append([titles[name], digits(cost.wall), digits(cost.cpu), f"{cost.peak:.0f}", ratio])
        else:
            table.append([titles[name], "–", "–", "–", "–"])
    return table


def remarks_of(query, titles):
    """What stands below a query's table: why engines have no figures, how far the floor is."""
    costs = query["costs"]
    remarks = [f"{titles[name]}: {reason}" for name, reason in costs.items() if isinstance(reason, str)]
    if all(isinstance(costs.get(name), list) for name in ("chunkwise", "floor")):
        ours, floor = (
            measure.medians([Cost(**cost) for cost in costs[name]]).wall for name in ("chunkwise", "floor")
        )
        remarks.append(f"Chunkwise takes {digits(ours / floor)} times as long as a program that can do nothing else.")
    return remarks


def start_up_of(results):
    """The table of the engines without a query, header first."""
    table = [["engine", "wall s", "peak MiB"]]
    for name, costs in results["start_up"].items():
        if isinstance(costs, str):
            raise SystemExit(f"{name} does not start: {costs}")
        cost = measure.medians([Cost(**cost) for cost in costs])
        table.append([results["titles"][name], f"{cost.wall:.3f}", f"{cost.peak:.0f}"])
    return table


def scaling_of(scaling):
    """The table of one thread against two, header first."""
    table = [["query", "one thread, wall s", "two threads, wall s", "speedup"]]
    for title, costs in scaling.items():
        if all(isinstance(runs, list) for runs in costs.values()):
            one, two = (measure.medians([Cost(**cost) for cost in runs]).wall for runs in costs.values())
            table.append([title, digits(one), digits(two), digits(one / two)])
        else:
            table.append([title, *map(str, costs.values()), ""])
    return table


def cold_of(cold):
    """The table of runs with an empty page cache, header first."""
    table = [["what", "wall s", "MB/s", "CPU s"]]
    for name, costs in cold["costs"].items():
        if isinstance(costs, list):
            cost = measure.medians([Cost(**cost) for cost in costs])
            table.append([name, digits(cost.wall), f"{cold['bytes'] / cost.wall / 1e6:.0f}", digits(cost.cpu)])
        else:
            table.append([name, costs, "", ""])
    return table


def digits(number):
    """Two decimals, fewer from 10 on."""
    return f"{number:.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def text(table):
    """A table for the terminal."""
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    widths[0] = max(widths[0], 12)
    return "\n".join(
        "  ".join(cell.rjust(w) if at else cell.ljust(w) for at, (cell, w) in enumerate(zip(row, widths))).rstrip()
        for row in table
    )


def markdown(table):
    """A table for the page."""
    rows = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in table]
    return "\n".join([rows[0], "|---" * len(table[0]) + "|", *rows[1:]])


def generated(results, picture):
    """The part of a page that this harness writes."""
    machine, versions, titles = results["machine"], results["versions"], results["titles"]
    parts = [
        f"## {results['date']}",
        f"{machine['cpu']} ({machine['vectors']}), {machine['cores']} cores, {machine['memory']} of memory, "
        f"{machine['kernel']}, Python {machine['python']}. "
        + ", ".join(f"{titles[name]} {version}" for name, version in versions.items())
        + f". Medians of {results['runs']} runs, page cache warm.",
        f"![Wall seconds of each query and engine]({picture.as_posix()})",
        markdown([["data", "rows", "files", "bytes"]] + [
            [name, *(f"{data[field]:,}" for field in ("rows", "files", "bytes"))]
            for name, data in results["data"].items()
        ]),
        "Every figure below has in it what an engine takes to start, Python and the import included. No peak can show"
        " below 9 MiB, which the program that measures takes itself.",
        markdown(start_up_of(results)),
    ]
    for query in results["queries"]:
        title = query["title"].replace("*", "\\*")
        note = f": {query['note']}" if query["note"] else ""
        parts += [f"**{title}** ({query['data']} data){note}", markdown(table_of(query, titles))]
        parts += remarks_of(query, titles)
    if results["scaling"]:
        scaling = {title.replace("*", "\\*"): costs for title, costs in results["scaling"].items()}
        parts += ["### One thread against two", markdown(scaling_of(scaling))]
    if results["cold"]:
        parts += [
            "### Page cache empty",
            "The first query, its files dropped from the cache before each run, beside programs that read the same"
            " files and do nothing else. There may be another cache below, which no program can empty.",
            markdown(cold_of(results["cold"])),
        ]
    return "\n\n".join(parts)


def write(results, results_file, name, folder, python):
    """Writes a page's generated part and its picture to a folder; the rest of the page is left or copied there."""
    file, picture = f"{name}.md", PAGES[name]
    page = folder / file
    before, rest = (page if page.exists() else DOCS / file).read_text().split(START)
    after = rest.split(END)[1]
    (folder / picture).parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f"{before}{START}\n\n{generated(results, picture)}\n\n{END}{after}")
    subprocess.run([python, HERE / "picture.py", results_file, folder / picture], check=True)
    return [page, folder / picture]
