"""The same over Spark Connect, with a server of its own."""

import hashlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

import pandas as pd
import pyspark
import pytest
from pyspark import cloudpickle
from pyspark.sql import SparkSession
from pyspark.sql.functions import pandas_udf, udf

import uring

sys.path.append(str(pathlib.Path(__file__).parent.parent / "tests"))
from bundle import bundle  # noqa: E402

# Workers cannot import this file.
cloudpickle.register_pickle_by_value(sys.modules[__name__])


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server in a JVM of its own, as users have it, on a port that was free just now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    confs = {
        "spark.master": "local[2]",
        "spark.jars": bundle(),
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": str(port),
    }
    command = [str(pathlib.Path(pyspark.__file__).parent / "bin" / "spark-submit")]
    for name, value in confs.items():
        command += ["--conf", f"{name}={value}"]
    command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        until = time.monotonic() + 120
        while not reachable(port):
            assert process.poll() is None and time.monotonic() < until, log.read_text()
            time.sleep(0.2)
        yield f"sc://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def reachable(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def spark(server):
    session = SparkSession.builder.remote(server).getOrCreate()
    assert type(session).__module__.startswith("pyspark.sql.connect")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("files")
    for number in range(1, 31):
        (root / f"{number}").write_bytes(bytes([number]) * number * 100)
    return root


@pytest.fixture(scope="module")
def expected(folder):
    return {f"file:{file}": hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


@pytest.fixture
def files(spark, folder):
    return spark.read.format("uring").load(str(folder))


def found(df):
    return {row.path: row.digest for row in df.collect()}


def test_reads(files, expected):
    assert files.count() == len(expected)
    assert {row.path: hashlib.sha256(row.content).hexdigest() for row in files.collect()} == expected


def test_pandas_functions(files, expected):
    @pandas_udf("string")
    def digest(content: pd.Series) -> pd.Series:
        return content.map(lambda value: hashlib.sha256(value).hexdigest())

    assert found(files.select("path", digest("content").alias("digest"))) == expected


def test_plain_functions_come_back(files, expected):
    digest = udf("string")(lambda content: hashlib.sha256(content).hexdigest())
    assert found(files.select("path", digest("content").alias("digest"))) == expected


def test_arrow_batches(files, expected):
    def digests(batches):
        import pyarrow as pa

        for batch in batches:
            values = [hashlib.sha256(value.as_buffer()).hexdigest() for value in batch["content"]]
            yield pa.RecordBatch.from_arrays([batch["path"], pa.array(values)], ["path", "digest"])

    assert found(files.mapInArrow(digests, "path string, digest string")) == expected


def test_explains_why_there_is_no_content_by_reference(spark, folder):
    paths = spark.createDataFrame([(f"{folder}/1",)], "path string")
    with pytest.raises(TypeError, match="classic Spark session"):
        uring.with_content(paths, "path")
