"""The data of the queries, made by `chunkwise datasets`: the same bytes on every machine."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROWS_OF_A_SMALL_FILE = 50


@dataclass
class Data:
    kind: str
    rows: int
    folder: Path
    separator: str = ","

    @property
    def glob(self):
        return str(self.folder / "*.csv")

    @property
    def files(self):
        return sorted(str(path) for path in self.folder.glob("*.csv"))

    def facts(self):
        """What a report says about it."""
        files = self.files
        return {"rows": self.rows, "files": len(files), "bytes": sum(map(os.path.getsize, files))}


def make(name, options, chunkwise):
    """The data of this name, made if it is not in the work folder yet."""
    kind, rows, files = {
        "taxi": ("taxi", options.rows, 24),
        "groupby": ("groupby", options.groupby_rows, 1),
        "stations": ("stations", options.station_rows, 1),
        "small": ("taxi", options.small_files * ROWS_OF_A_SMALL_FILE, options.small_files),
    }[name]
    folder = options.work / f"{kind}-{rows}-{files}"
    if not folder.exists():
        print(f"making {folder}", flush=True)
        unfinished = folder.with_suffix(".unfinished")
        making = ["datasets", kind, "--rows", rows, "--files", files, "--seed", 1, "--out", unfinished]
        subprocess.run([chunkwise, *map(str, making)], stdout=subprocess.DEVNULL, check=True)
        unfinished.rename(folder)
    return Data(kind, rows, folder, ";" if kind == "stations" else ",")
