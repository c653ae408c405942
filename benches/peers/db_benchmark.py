"""The questions of the public db-benchmark, from CSV files: ten about groups, five about joins, and a sort.

Beside the engines that the project measures itself against here: Polars, DuckDB, DataFusion. Answers of many rows are
checked in full, those of the joins by sums, as the db-benchmark does it; the sort is written to a file, which is read again.
"""

from query import Query

ENGINES = ["polars", "duckdb", "datafusion"]


def groups(number, title, keys, aggs, sql, polars, more=(), having="", polars_filter="", **rest):
    """A question about groups: `aggs` for Chunkwise, `sql` and `polars` for what is computed there."""
    names = ", ".join(keys)
    return Query(
        name=f"group-{number}",
        title=f"groups {number}: {title}",
        data="groupby",
        keys=len(keys),
        engines=ENGINES,
        chunkwise=["--groupby", names, "--agg", aggs, *more],
        sql=f"select {names}, {sql} from t group by {names}{having}",
        polars=f"scan.group_by({list(keys)}).agg({polars}){polars_filter}",
        dask="",
        **rest,
    )


def join(number, title, table, keys, how="inner"):
    """A question about joins: the rows, and the sums of both sides."""
    names = ", ".join(keys)
    condition = " and ".join(f"t.{key} = o.{key}" for key in keys)
    return Query(
        name=f"join-{number}",
        title=f"join {number}: {title}",
        data="join",
        engines=ENGINES,
        tables={"o": f"join_{table}.csv"},
        chunkwise=[
            "--join", "{o}", "--on", names, "--how", how,
            "--agg", "count(*) as n, sum(v1) as a, sum(v2) as b",
        ],  # fmt: skip
        sql=f"""select count(*) as n, sum(v1) as a, sum(v2) as b from t as t
            {how} join {{o}} as o on {condition}""",
        polars=f"""scan.join(o, on={list(keys)}, how="{how}").select(
            n=pl.len(), a=pl.col("v1").sum(), b=pl.col("v2").sum())""",
        dask="",
    )


QUESTIONS = [
    groups(1, "sum(v1) by id1", ["id1"], "sum(v1) as s", "sum(v1) as s", 's=pl.col("v1").sum()'),
    groups(2, "sum(v1) by id1, id2", ["id1", "id2"], "sum(v1) as s", "sum(v1) as s", 's=pl.col("v1").sum()'),
    groups(
        3, "sum(v1), mean(v3) by id3", ["id3"], "sum(v1) as s, mean(v3) as m", "sum(v1) as s, avg(v3) as m",
        's=pl.col("v1").sum(), m=pl.col("v3").mean()',
    ),  # fmt: skip
    groups(
        4, "mean of v1, v2, v3 by id4", ["id4"], "mean(v1) as a, mean(v2) as b, mean(v3) as c",
        "avg(v1) as a, avg(v2) as b, avg(v3) as c",
        'a=pl.col("v1").mean(), b=pl.col("v2").mean(), c=pl.col("v3").mean()',
    ),  # fmt: skip
    groups(
        5, "sum of v1, v2, v3 by id6", ["id6"], "sum(v1) as a, sum(v2) as b, sum(v3) as c",
        "sum(v1) as a, sum(v2) as b, sum(v3) as c",
        'a=pl.col("v1").sum(), b=pl.col("v2").sum(), c=pl.col("v3").sum()',
    ),  # fmt: skip
    groups(
        6, "median and std of v3 by id4, id5", ["id4", "id5"], "median(v3) as m, std(v3) as s",
        "median(v3) as m, stddev_samp(v3) as s", 'm=pl.col("v3").median(), s=pl.col("v3").std()',
    ),  # fmt: skip
    groups(
        7, "max(v1) - min(v2) by id3", ["id3"], "max(v1) as a, min(v2) as b", "max(v1) - min(v2) as r",
        'r=pl.col("v1").max() - pl.col("v2").min()', more=["--select", "id3, a - b as r"],
    ),  # fmt: skip
    Query(
        name="group-8",
        title="groups 8: the two largest v3 by id6",
        note="as a list in a row of each group",
        data="groupby",
        keys=1,
        engines=ENGINES,
        chunkwise=["--groupby", "id6", "--agg", "largest(v3, 2) as l"],
        sql="""select id6, list(v3 order by v3 desc) as l from (select id6, v3, row_number() over
            (partition by id6 order by v3 desc) as place from t where v3 is not null) as x where place <= 2 group by id6""",
        dialects={
            "duckdb": "select id6, max(v3, 2) as l from t group by id6",
            "datafusion": """select id6, array_agg(v3 order by v3 desc) as l from (select id6, v3, row_number() over
                (partition by id6 order by v3 desc) as place from t where v3 is not null) as x where place <= 2 group by id6""",
        },
        polars='scan.group_by("id6").agg(l=pl.col("v3").drop_nulls().top_k(2).sort(descending=True))',
        dask="",
    ),
    groups(
        9, "the square of corr(v1, v2) by id2, id4", ["id2", "id4"], "corr(v1, v2) as c", "power(corr(v1, v2), 2) as r",
        'r=pl.corr("v1", "v2") ** 2', more=["--select", "id2, id4, c * c as r"],
    ),  # fmt: skip
    groups(
        10, "sum(v3) and rows by id1 … id6", ["id1", "id2", "id3", "id4", "id5", "id6"],
        "sum(v3) as s, count(*) as n", "sum(v3) as s, count(*) as n", 's=pl.col("v3").sum(), n=pl.len()',
        more=["--having", "s > 99.999"], having=" having sum(v3) > 99.999",
        polars_filter='.filter(pl.col("s") > 99.999)', note="nearly as many groups as rows; those with a large sum are shown",
    ),  # fmt: skip
    join(1, "inner with small on id1", "small", ["id1"]),
    join(2, "inner with medium on id2", "medium", ["id2"]),
    join(3, "left with medium on id2", "medium", ["id2"], how="left"),
    join(4, "inner with medium on id5, a text", "medium", ["id5"]),
    join(5, "inner with big on id3", "big", ["id3"]),
    Query(
        name="sort",
        title="all columns sorted by v3, to a CSV file",
        data="groupby",
        engines=ENGINES,
        writes=True,
        chunkwise=["--sort-by", "v3"],
        sql="select * from t order by v3",
        polars='scan.sort("v3")',
        dask="",
    ),
]
