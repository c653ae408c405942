"""The queries of the page, in the words of every engine; query.py says what the words are."""

import db_benchmark
from query import Query

STATISTICS = ["trip_distance", "fare_amount", "tip_amount", "total_amount"]
TAXI_COLUMNS = [
    "VendorID", "tpep_pickup_datetime", "tpep_dropoff_datetime", "passenger_count", "trip_distance",
    "pickup_longitude", "pickup_latitude", "RateCodeID", "store_and_fwd_flag", "dropoff_longitude",
    "dropoff_latitude", "payment_type", "fare_amount", "extra", "mta_tax", "tip_amount", "tolls_amount",
    "improvement_surcharge", "total_amount",
]  # fmt: skip
TIMES = ["tpep_pickup_datetime", "tpep_dropoff_datetime"]
TEXTS = [*TIMES, "store_and_fwd_flag"]


def of_all_columns(text, number, join=", "):
    """A template for each taxi column: one for the texts, one for the numbers; `{c}` is the column."""
    return join.join((text if column in TEXTS else number).format(c=column) for column in TAXI_COLUMNS)


def of_statistics(*templates):
    """Each template for each of the four columns of the statistics query."""
    return ", ".join(template.format(c=column) for column in STATISTICS for template in templates)


def mean_by_payment(name, title, data, **more):
    """The main query, over few large or many small files."""
    return Query(
        name=name,
        title=title,
        data=data,
        keys=1,
        chunkwise=["--groupby", "payment_type", "--agg", "mean(total_amount) as m"],
        sql="select payment_type, avg(total_amount) as m from t group by payment_type",
        polars='scan.group_by("payment_type").agg(m=pl.col("total_amount").mean())',
        dask='frame.groupby("payment_type").total_amount.mean().compute().reset_index()',
        dask_columns=["payment_type", "total_amount"],
        **more,
    )


QUERIES = [
    mean_by_payment("mean-by-payment", "mean(total_amount) by payment_type", "taxi"),
    Query(
        name="mean-duration",
        title="mean(duration) where tip_amount = 0",
        note="two timestamps parsed for the rows that pass",
        data="taxi",
        chunkwise=[
            "--parse-dates", ",".join(TIMES),
            "--with", "s = total_seconds(tpep_dropoff_datetime - tpep_pickup_datetime)",
            "--where", "tip_amount = 0", "--agg", "mean(s) as m",
        ],  # fmt: skip
        sql="""select avg(epoch_us(tpep_dropoff_datetime) - epoch_us(tpep_pickup_datetime)) / 1e6 as m
            from t where tip_amount = 0""",
        dialects={
            "datafusion": """select avg(date_part('epoch', tpep_dropoff_datetime)
                - date_part('epoch', tpep_pickup_datetime)) as m from t where tip_amount = 0""",
            "chdb": """select avg(dateDiff('second', tpep_pickup_datetime, tpep_dropoff_datetime)) as m
                from t where tip_amount = 0""",
        },
        polars="""scan.filter(pl.col("tip_amount") == 0).select(
            (pl.col("tpep_dropoff_datetime") - pl.col("tpep_pickup_datetime")).dt.total_microseconds().mean() / 1e6)""",
        polars_options=f"schema_overrides={{c: pl.Datetime('us') for c in {TIMES}}}",
        dask="""(lambda rows: (rows.tpep_dropoff_datetime - rows.tpep_pickup_datetime).dt.total_seconds()
            .to_frame("m").mean().compute().to_frame().T)(frame[frame.tip_amount == 0])""",
        dask_columns=[*TIMES, "tip_amount"],
        dask_options=f"parse_dates={TIMES}, date_format='%Y-%m-%d %H:%M:%S'",
    ),
    Query(
        name="count",
        title="count(*)",
        note="chunkwise counts every record's fields, so that a ragged row is an error here as in any other query",
        data="taxi",
        chunkwise=["--agg", "count(*) as n"],
        sql="select count(*) as n from t",
        polars="scan.select(pl.len())",
        dask="pandas.DataFrame({'n': [len(frame)]})",
        dask_columns=["VendorID"],
    ),
    Query(
        name="statistics",
        title="mean, std, min, max of four columns",
        note=", ".join(STATISTICS),
        data="taxi",
        chunkwise=["--agg", of_statistics("mean({c})", "std({c})", "min({c})", "max({c})")],
        sql=f"select {of_statistics('avg({c})', 'stddev_samp({c})', 'min({c})', 'max({c})')} from t",
        polars="scan.select(" + of_statistics(
            'pl.mean("{c}").name.suffix("_mean")', 'pl.col("{c}").std().name.suffix("_std")',
            'pl.min("{c}").name.suffix("_min")', 'pl.max("{c}").name.suffix("_max")',
        ) + ")",
        dask="""pandas.DataFrame([numpy.column_stack(dask.compute(
            frame.mean(), frame.std(), frame.min(), frame.max())).ravel()])""",
        dask_columns=STATISTICS,
    ),
    Query(
        name="all-columns",
        title="all 19 columns: the sum of each number, the count of each other",
        data="taxi",
        chunkwise=["--agg", of_all_columns("count({c})", "sum({c})")],
        sql="select " + of_all_columns('count("{c}")', 'sum("{c}")') + " from t",
        polars="scan.select(" + of_all_columns('pl.col("{c}").count()', 'pl.col("{c}").sum()') + ")",
        # Its sample of 100 rows takes columns as whole numbers that have decimals further down.
        polars_options="infer_schema_length=10_000",
        dask="pandas.DataFrame([dask.compute("
        + of_all_columns('frame["{c}"].count()', 'frame["{c}"].sum()')
        + ")])",
        dask_columns=TAXI_COLUMNS,
        # What its error message advises, for the same reason.
        dask_options="assume_missing=True",
    ),
    Query(
        name="few-groups",
        title="sum(v1) by id1: 100 groups",
        data="groupby",
        keys=1,
        chunkwise=["--groupby", "id1", "--agg", "sum(v1) as s"],
        sql="select id1, sum(v1) as s from t group by id1",
        polars='scan.group_by("id1").agg(s=pl.col("v1").sum())',
        dask='frame.groupby("id1").v1.sum().compute().reset_index()',
        dask_columns=["id1", "v1"],
    ),
    Query(
        name="many-groups",
        title="sum(v1), mean(v3) by id3: a group for each 100 rows",
        data="groupby",
        keys=1,
        chunkwise=["--groupby", "id3", "--agg", "sum(v1) as s, mean(v3) as m"],
        sql="select id3, sum(v1) as s, avg(v3) as m from t group by id3",
        polars='scan.group_by("id3").agg(s=pl.col("v1").sum(), m=pl.col("v3").mean())',
        dask='frame.groupby("id3").agg({"v1": "sum", "v3": "mean"}).compute().reset_index()',
        dask_columns=["id3", "v1", "v3"],
    ),
    Query(
        name="stations",
        title="min, mean, max of measure by station",
        data="stations",
        keys=1,
        chunkwise=[
            "--delimiter", ";", "--groupby", "station",
            "--agg", "min(measure) as a, mean(measure) as b, max(measure) as c",
        ],  # fmt: skip
        sql="select station, min(measure) as a, avg(measure) as b, max(measure) as c from t group by station",
        polars="""scan.group_by("station").agg(
            a=pl.col("measure").min(), b=pl.col("measure").mean(), c=pl.col("measure").max())""",
        dask='frame.groupby("station").measure.agg(["min", "mean", "max"]).compute().reset_index()',
        dask_columns=["station", "measure"],
    ),
    mean_by_payment(
        "small-files",
        "mean(total_amount) by payment_type, files of 50 rows",
        "small",
        # It infers no types over many short files: an amount that is whole in one and not in another is an error.
        datafusion_options=f"""schema=pyarrow.schema([
            (c, {{"payment_type": pyarrow.int64(), "total_amount": pyarrow.float64()}}.get(c, pyarrow.string()))
            for c in {TAXI_COLUMNS}])""",
        skipped={"dask": "left out, for it needs 8 ms for each file (15.6 s for 2,000 files)"},
    ),
    *db_benchmark.QUESTIONS,
]


def chosen(names, page):
    """The queries with these names or numbers, given as one text with commas; all of the page for none."""
    if not names:
        return [query for query in QUERIES if (query in db_benchmark.QUESTIONS) == (page == "db-benchmark")]
    by_name = {query.name: query for query in QUERIES} | {str(n): query for n, query in enumerate(QUERIES, 1)}
    unknown = [name for name in names.split(",") if name not in by_name]
    if unknown:
        raise SystemExit(f"no query {unknown[0]!r}; there are {', '.join(query.name for query in QUERIES)}")
    return [by_name[name] for name in names.split(",")]
