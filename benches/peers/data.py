"""The data of the queries, made by `chunkwise datasets`: the same bytes on every machine."""

import hashlib
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROWS_OF_A_SMALL_FILE = 50


@dataclass
class Data:
    kind: str
    rows: int
    folder: Path
    separator: str = ","
    pattern: str = "*.csv"

    @property
    def glob(self):
        return str(self.folder / self.pattern)

    def file(self, name):
        """The path of a file beside those of the table."""
        return str(self.folder / name)

    @property
    def files(self):
        return sorted(str(path) for path in self.folder.glob(self.pattern))

    def facts(self):
        """What a report says about it."""
        files = self.files
        return {"rows": self.rows, "files": len(files), "bytes": sum(map(os.path.getsize, files))}


def make(name, options, chunkwise):
    """The data of this name, made if it is not in the work folder yet."""
    kind, rows, files = {
        "taxi": ("taxi", options.rows, 24),
        "groupby": ("groupby", options.groupby_rows, 1),
        "join": ("join", options.groupby_rows, 1),
        "stations": ("stations", options.station_rows, 1),
        "small": ("taxi", options.small_files * ROWS_OF_A_SMALL_FILE, options.small_files),
    }[name]
    folder = options.work / f"{kind}-{rows}-{files}-{generator(kind, chunkwise)}"
    if not folder.exists():
        print(f"making {folder}", flush=True)
        unfinished = folder.with_suffix(".unfinished")
        write(chunkwise, kind, rows, files, unfinished)
        unfinished.rename(folder)
    pattern = "join_x_*.csv" if kind == "join" else "*.csv"
    return Data(kind, rows, folder, ";" if kind == "stations" else ",", pattern)


def generator(kind, chunkwise):
    """A short name for how the data is made now, from its first 100 rows: other rows get another folder."""
    with tempfile.TemporaryDirectory() as folder:
        write(chunkwise, kind, 100, 1, folder)
        files = sorted(Path(folder).glob("*.csv"))
        return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:8]


def write(chunkwise, kind, rows, files, folder):
    making = ["datasets", kind, "--rows", rows, "--files", files, "--seed", 1, "--out", folder]
    subprocess.run([chunkwise, *map(str, making)], stdout=subprocess.DEVNULL, check=True)
