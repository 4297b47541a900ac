"""Bytes by reference."""

import pytest
from pyspark.sql import functions as f

import uring


@pytest.fixture
def labels(spark, folder):
    rows = [(str(file), number) for number, file in enumerate(sorted(folder.iterdir()))]
    return spark.createDataFrame(rows, "path string, label int")


def test_adds_content_to_labels(labels, folder):
    rows = uring.with_content(labels, "path").collect()
    assert [row.label for row in rows] == list(range(len(rows)))
    assert all(bytes(row.content) == open(row.path, "rb").read() for row in rows)


def test_takes_ranges_and_names(labels):
    ranges = labels.withColumns({"at": f.lit(3).cast("bigint"), "size": f.lit(7).cast("bigint")})
    df = uring.with_content(ranges, "path", offsetColumn="at", lengthColumn="size", contentColumn="part", queueDepth=8)
    assert df.columns == ["path", "label", "at", "size", "part"]
    for row in df.collect():
        with open(row.path, "rb") as file:
            file.seek(3)
            assert bytes(row.part) == file.read(7)


def test_feeds_functions(labels):
    length = f.udf(lambda content: len(content), "bigint")
    rows = uring.with_content(labels, "path").select("path", length("content").alias("n"), f.length("content").alias("m")).collect()
    assert rows and all(row.n == row.m == len(open(row.path, "rb").read()) for row in rows)


def test_leaves_out_what_is_missing_where_asked_to(spark, folder):
    rows = spark.createDataFrame([(str(folder / "f001.bin"),), (str(folder / "none"),)], "path string")
    assert uring.with_content(rows, "path", ignoreMissingFiles=True).count() == 1
    with pytest.raises(Exception, match="FAILED_READ_FILE"):
        uring.with_content(rows, "path").collect()


def test_keeps_rows_with_their_errors(spark, folder, tmp_path):
    rows = spark.createDataFrame([(str(folder / "f001.bin"),), (str(folder / "none"),), ("s3://a/b",)], "path string")
    df = uring.with_content(rows.coalesce(1), "path", mode="PERMISSIVE", rejectsPath=str(tmp_path / "rejects"))
    assert df.columns == ["path", "content", "error"]
    kept = df.collect()
    assert [row.content is None for row in kept] == [False, True, True]
    assert [row.error and row.error["class"] for row in kept] == [None, "MISSING", "OTHER"]
    assert spark.read.json(str(tmp_path / "rejects")).count() == 2


def test_refuses_what_is_no_option(labels):
    with pytest.raises(TypeError, match="queueDepth must be text, a number or a bool, not None"):
        uring.with_content(labels, "path", queueDepth=None)
    with pytest.raises(Exception, match="nowhere"):
        uring.with_content(labels, "nowhere")
