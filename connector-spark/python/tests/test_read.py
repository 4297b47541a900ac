"""Files as rows, as from binaryFile."""

import pytest
from PIL import Image
from pyspark.errors import IllegalArgumentException, SparkRuntimeException
from pyspark.sql import functions as f


def digests(df) -> dict:
    return {row.path: row.digest for row in df.select("path", f.sha2("content", 256).alias("digest")).collect()}


def test_reads_what_binary_file_reads(spark, folder, files, expected):
    theirs = spark.read.format("binaryFile").load(str(folder))
    assert files.schema == theirs.schema
    assert files.count() == theirs.count() == len(expected)
    assert digests(files) == digests(theirs) == expected
    columns = ["path", "modificationTime", "length"]
    assert sorted(files.select(columns).collect()) == sorted(theirs.select(columns).collect())


def test_filters_on_the_driver(files, plan):
    large = files.where("length > 1000000").select("path")
    assert "Filter" not in plan(large).names
    assert [row.path.rsplit("/", 1)[1] for row in large.collect()] == ["large.bin"]


def test_collects_into_pandas_and_arrow(files, folder):
    frame = files.where("length < 1000").select("path", "length", "content").toPandas()
    table = files.where("length < 1000").select("path", "length", "content").toArrow()
    assert len(frame) == table.num_rows == 15
    for column in (zip(frame["path"], frame["content"]), zip(table["path"].to_pylist(), table["content"].to_pylist())):
        for path, content in column:
            assert bytes(content) == (folder / path.rsplit("/", 1)[1]).read_bytes()


def test_reads_headers_of_pictures(spark, tmp_path):
    sizes = {"a.jpg": (64, 48), "b.png": (7, 5), "c.webp": (33, 21), "d.gif": (4, 9)}
    for name, size in sizes.items():
        Image.new("RGB", size, (200, 30, 40)).save(tmp_path / name)
    (tmp_path / "e.txt").write_text("no picture")
    rows = (
        spark.read.format("uring").option("decode", "header").load(str(tmp_path)).select("path", "format", "width", "height")
    ).collect()
    found = {row.path.rsplit("/", 1)[1]: (row.format, row.width, row.height) for row in rows}
    assert found == {
        "a.jpg": ("JPEG", 64, 48),
        "b.png": ("PNG", 7, 5),
        "c.webp": ("WEBP", 33, 21),
        "d.gif": ("GIF", 4, 9),
        "e.txt": (None, None, None),
    }


def test_decodes_pictures(spark, tmp_path):
    picture = Image.effect_noise((31, 17), 90).convert("RGB")
    picture.save(tmp_path / "a.png")
    image = spark.read.format("uring").option("decode", "image").load(str(tmp_path)).select("image.*").first()
    assert (image.width, image.height, image.nChannels) == (31, 17, 3)
    blue, green, red = picture.split()[::-1]
    assert bytes(image.data) == Image.merge("RGB", (blue, green, red)).tobytes()


def test_names_the_file_that_is_gone(spark, tmp_path):
    for name in "ab":
        (tmp_path / name).write_bytes(b"x")
    files = spark.read.format("uring").load(str(tmp_path))
    (tmp_path / "b").unlink()
    with pytest.raises(Exception, match=r"(?s)FAILED_READ_FILE.*/b") as raised:
        files.select("content").collect()
    assert "ENOENT" in str(raised.value)


def test_streams_each_file_once(spark, tmp_path):
    arriving = tmp_path / "arriving"
    arriving.mkdir()
    seen = []

    def run():
        query = (
            spark.readStream.format("uring")
            .option("minFileAge", "0")
            .load(str(arriving))
            .select("path", "content")
            .writeStream.option("checkpointLocation", str(tmp_path / "checkpoint"))
            .trigger(availableNow=True)
            .foreachBatch(lambda batch, _: seen.extend((row.path, bytes(row.content)) for row in batch.collect()))
            .start()
        )
        query.awaitTermination()

    (arriving / "a").write_bytes(b"one")
    run()
    (arriving / "b").write_bytes(b"two")
    run()
    assert seen == [(f"file:{arriving}/a", b"one"), (f"file:{arriving}/b", b"two")]


def test_names_what_is_wrong_with_folders(spark, tmp_path):
    for name in ("a=1/x", "b=2/x"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"x")
    for source in ("binaryFile", "uring"):
        with pytest.raises(SparkRuntimeException) as failure:
            spark.read.format(source).load(str(tmp_path))
        assert failure.value.getCondition() == "CONFLICTING_PARTITION_COLUMN_NAMES"
    with pytest.raises(IllegalArgumentException, match="basePath"):
        spark.read.format("uring").option("basePath", str(tmp_path / "b=2")).load(str(tmp_path / "a=1"))
