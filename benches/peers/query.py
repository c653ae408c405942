"""A query, in the words of every engine.

`chunkwise` are options of `chunkwise query`. `sql` is for the engines that speak it, with `t` for the table; `dialects`
says it for one of them. `polars` is an expression over `scan`, `dask` one over `frame` that gives a pandas table. All
answers have the same columns in the same order; the first `keys` of them name a row.
"""

from dataclasses import dataclass, field


@dataclass
class Query:
    name: str
    title: str
    data: str
    chunkwise: list
    sql: str
    polars: str
    dask: str
    keys: int = 0
    note: str = ""
    # The columns that Dask is to read.
    dask_columns: list = field(default_factory=list)
    # More options of Dask's `read_csv`, Polars' `scan_csv`, DataFusion's `register_csv`.
    dask_options: str = ""
    polars_options: str = ""
    datafusion_options: str = ""
    dialects: dict = field(default_factory=dict)
    # Engines that are left out, with the reason.
    skipped: dict = field(default_factory=dict)
    # The only peers that run it; None for all.
    engines: list = None
    # Other tables: a name, which stands in braces in the queries, and the file in the folder of the data.
    tables: dict = field(default_factory=dict)
    # The answer is a CSV file of all rows, not lines of JSON.
    writes: bool = False
