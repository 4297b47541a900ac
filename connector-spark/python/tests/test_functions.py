"""Python functions over content: which get columns as they are, and which get rows."""

import hashlib
import sys
from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
import pytest
from pyspark import cloudpickle
from pyspark.sql import functions as f
from pyspark.sql.functions import arrow_udf, pandas_udf, udf, udtf

# Workers cannot import this file.
cloudpickle.register_pickle_by_value(sys.modules[__name__])


def digest(content):
    return hashlib.sha256(content).hexdigest()


def by_pandas(content: pd.Series) -> pd.Series:
    return content.map(digest)


def by_pandas_iterator(batches: Iterator[pd.Series]) -> Iterator[pd.Series]:
    for content in batches:
        yield content.map(digest)


def by_arrow(content: pa.Array) -> pa.Array:
    return pa.array([digest(value.as_buffer()) for value in content])


@pytest.fixture(scope="session")
def functions(spark) -> dict:
    """All compute the digest. They are made while there is a session, as users make them: its confs count."""
    return {
        "pandas": pandas_udf(by_pandas, "string"),
        "pandas_iterator": pandas_udf(by_pandas_iterator, "string"),
        "arrow": arrow_udf(by_arrow, "string"),
        "plain": udf(digest, "string"),
        "useArrow": udf(digest, "string", useArrow=True),
        "pickle": udf(digest, "string", useArrow=False),
    }


@pytest.fixture
def plain(functions):
    return functions["plain"]


@pytest.fixture
def pandas(functions):
    return functions["pandas"]


@pytest.fixture
def shorter(spark):
    return udf(lambda content: content[:9], "binary")


def found(df) -> dict:
    return {row.path: row.digest for row in df.collect()}


# --- columns --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", ["pandas", "pandas_iterator", "arrow"])
def test_arrow_functions_take_columns_as_they_are(files, expected, plan, functions, function):
    df = files.select("path", functions[function]("content").alias("digest"))
    operators = plan(df)
    below = operators.names[operators.names.index("ArrowEvalPython") :]
    assert below == ["ArrowEvalPython", "BatchScan"]
    assert operators.gives_columns == [True]
    assert found(df) == expected


def test_other_columns_go_to_arrow_functions_too(files, expected):
    @arrow_udf("string")
    def described(path: pa.Array, length: pa.Array, modified: pa.Array) -> pa.Array:
        return pa.array([f"{p}|{n}|{m.value}" for p, n, m in zip(path.to_pylist(), length.to_pylist(), modified)])

    rows = files.select(
        "path", "length", f.unix_micros("modificationTime").alias("micros"), described("path", "length", "modificationTime").alias("text")
    ).collect()
    assert [row.text for row in rows] == [f"{row.path}|{row.length}|{row.micros}" for row in rows]
    assert len(rows) == len(expected)


def test_functions_over_functions_take_columns(files, expected, plan, pandas):
    @arrow_udf("binary")
    def same(content: pa.Array) -> pa.Array:
        return content

    df = files.select("path", pandas(same("content")).alias("digest"))
    assert plan(df).gives_columns == [True]
    assert found(df) == expected


def test_tasks_fit_into_the_memory(spark, tmp_path, pandas):
    """Spark closes none of these batches before the task ends: a split of the usual size would wait for itself."""
    for number in range(96):
        (tmp_path / f"{number}").write_bytes(bytes([number]) * (1 << 20))
    files = spark.read.format("uring").option("memoryBudget", "64m").load(str(tmp_path))
    rows = files.select("path", pandas("content").alias("digest")).collect()
    assert {row.digest for row in rows} == {digest(bytes([number]) * (1 << 20)) for number in range(96)}


@pytest.mark.parametrize("function", ["pandas", "arrow", "plain"])
def test_large_types_get_rows(files, expected, plan, conf, functions, function):
    """Python expects offsets of 64 bits then, and the scan's have 32."""
    conf(spark__sql__execution__arrow__useLargeVarTypes="true")
    df = files.select("path", functions[function]("content").alias("digest"))
    assert plan(df).gives_columns == [False]
    assert found(df) == expected


def test_columns_can_be_refused(pandas, spark, folder, expected, plan):
    rows = spark.read.format("uring").option("columnar", "false").load(str(folder))
    df = rows.select("path", pandas("content").alias("digest"))
    assert plan(df).gives_columns == [False]
    assert found(df) == expected


def test_spark_can_be_told_not_to_take_columns(files, expected, plan, conf, pandas, plain):
    conf(spark__sql__execution__arrow__pythonUDF__columnarInput__enabled="false")
    for function in (pandas, plain):
        df = files.select("path", function("content").alias("digest"))
        assert found(df) == expected


# --- whole batches --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("large", ["false", "true"])
def test_map_in_arrow(files, expected, conf, large):
    conf(spark__sql__execution__arrow__useLargeVarTypes=large)

    def digests(batches):
        for batch in batches:
            values = [hashlib.sha256(value.as_buffer()).hexdigest() for value in batch["content"]]
            yield pa.RecordBatch.from_arrays([batch["path"], pa.array(values)], ["path", "digest"])

    def portable(batches):
        for batch in digests(batches):
            kind = pa.large_string() if large == "true" else pa.string()
            yield batch.cast(pa.schema([("path", kind), ("digest", kind)]))

    assert found(files.select("path", "content").mapInArrow(portable, "path string, digest string")) == expected


def test_map_in_pandas(files, expected):
    def digests(frames):
        for frame in frames:
            yield pd.DataFrame({"path": frame["path"], "digest": frame["content"].map(digest)})

    assert found(files.mapInPandas(digests, "path string, digest string")) == expected


def test_groups_in_pandas(files, expected):
    def joined(frame: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame({"path": frame["path"], "digest": frame["content"].map(digest)})

    assert found(files.groupBy(f.col("length") % 3).applyInPandas(joined, "path string, digest string")) == expected


# --- plain functions: 4.2.0 waits for ever where they meet columns (SPARK-58241) --------------------------------------


@pytest.mark.parametrize("function", ["plain", "useArrow", "pickle"])
def test_plain_functions_come_back(files, expected, functions, function):
    assert found(files.select("path", functions[function]("content").alias("digest"))) == expected


def test_plain_functions_get_rows_from_the_scan(files, plan, functions):
    assert plan(files.select(functions["plain"]("content"))).gives_columns == [False]
    assert plan(files.select(functions["pickle"]("content"))).gives_columns == [True]


def test_plain_functions_come_back_when_columns_were_asked_for(spark, folder, expected, plain):
    files = spark.read.format("uring").option("columnar", "true").load(str(folder))
    assert found(files.select("path", plain("content").alias("digest"))) == expected


def test_plain_over_pandas_comes_back(files, expected, plain):
    @pandas_udf("binary")
    def same(content: pd.Series) -> pd.Series:
        return content

    assert found(files.select("path", plain(same("content")).alias("digest"))) == expected


def test_pandas_over_plain_comes_back(files, expected, pandas):
    same = udf("binary")(lambda content: content)
    assert found(files.select("path", pandas(same("content")).alias("digest"))) == expected


def test_both_over_one_scan_come_back(files, expected, plain, pandas):
    rows = files.select("path", plain("content").alias("digest"), pandas("content").alias("other")).collect()
    assert {row.path: row.digest for row in rows} == {row.path: row.other for row in rows} == expected


def test_plain_over_a_union_comes_back(files, expected, plain):
    both = files.union(files).select("path", plain("content").alias("digest"))
    assert both.count() == 2 * len(expected)
    assert found(both) == expected


def test_plain_in_conditions_and_groups_comes_back(files, expected, spark, shorter):
    keeps = udf("boolean")(lambda content: len(content) % 2 == 0)
    assert files.where(keeps("content")).count() == len(expected)
    assert files.groupBy(shorter("content")).count().count() == len(expected)
    other = files.select(f.col("path").alias("p"), shorter("content").alias("key"))
    assert files.join(other, shorter("content") == other.key).count() == len(expected)


def test_plain_in_a_subquery_comes_back(files, spark, expected, shorter):
    files.createOrReplaceTempView("files")
    spark.udf.register("head", shorter)
    row = spark.sql("SELECT count(*) AS n FROM files WHERE length <= (SELECT max(length(head(content))) * 1000000 FROM files)")
    assert row.first().n == len(expected)


def test_plain_over_a_cached_scan_comes_back(files, expected, plain):
    cached = files.cache()
    try:
        assert found(cached.select("path", plain("content").alias("digest"))) == expected
    finally:
        cached.unpersist()


def test_plain_comes_back_in_a_session_that_did_not_load(files, spark, expected, plain):
    files.createOrReplaceGlobalTempView("files")
    other = spark.newSession()
    df = other.table("global_temp.files").select("path", plain("content").alias("digest"))
    assert found(df) == expected
    spark.catalog.dropGlobalTempView("files")


def test_plain_comes_back_from_sql(spark, folder, expected, plain):
    spark.udf.register("digest", plain)
    spark.sql(f"CREATE OR REPLACE TEMP VIEW listed USING uring OPTIONS (path '{folder}')")
    assert found(spark.sql("SELECT path, digest(content) AS digest FROM listed")) == expected
    spark.conf.set("spark.sql.catalog.uring", "io.uring.connector.spark.UringCatalog")
    assert found(spark.sql(f"SELECT path, digest(content) AS digest FROM uring.`{folder}`")) == expected


def test_plain_comes_back_in_a_stream(spark, folder, tmp_path, expected, plain):
    seen = {}
    query = (
        spark.readStream.format("uring")
        .option("minFileAge", "0")
        .option("maxFilesPerTrigger", "40")
        .load(str(folder))
        .select("path", plain("content").alias("digest"))
        .writeStream.option("checkpointLocation", str(tmp_path / "checkpoint"))
        .trigger(availableNow=True)
        .foreachBatch(lambda batch, _: seen.update(found(batch)))
        .start()
    )
    query.awaitTermination()
    assert seen == expected


def test_plain_without_content_comes_back(files, expected):
    name = udf("string")(lambda path: path.rsplit("/", 1)[1])
    assert {row.name for row in files.select(name("path").alias("name")).collect()} == {p.rsplit("/", 1)[1] for p in expected}


def test_table_functions_come_back(files, spark, expected):
    @udtf(returnType="digest string", useArrow=True)
    class Digest:
        def eval(self, content: bytes):
            yield (digest(content),)

    spark.udtf.register("digests", Digest)
    files.createOrReplaceTempView("files")
    assert found(spark.sql("SELECT path, digest FROM files, LATERAL digests(content)")) == expected


def test_other_sources_keep_their_columns(spark, folder, tmp_path, plan):
    """The rule that looks at queries touches no scan but the connector's."""
    spark.read.format("uring").load(str(folder)).select("length").write.parquet(str(tmp_path / "lengths"))
    double = pandas_udf(lambda length: length * 2, "bigint", functionType=f.PandasUDFType.SCALAR)
    operators = plan(spark.read.parquet(str(tmp_path / "lengths")).select(double("length"))).operators
    assert [node.supportsColumnar() for node in operators if node.nodeName().startswith("Scan parquet")] == [True]
