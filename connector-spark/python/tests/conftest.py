"""One classic session for all tests, a folder of files, and a look at plans."""

import hashlib
import pathlib

import pytest
from bundle import bundle
from pyspark.sql import DataFrame, SparkSession

FILES = 60


@pytest.fixture(scope="session")
def spark():
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.jars", bundle())
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "1g")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture
def conf(spark):
    """Sets confs of the session for one test."""
    before = {}

    def put(**values):
        for name, value in values.items():
            key = name.replace("__", ".")
            before.setdefault(key, spark.conf.get(key, None))
            spark.conf.set(key, value)

    yield put
    for key, value in before.items():
        spark.conf.unset(key) if value is None else spark.conf.set(key, value)


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> pathlib.Path:
    """Small files of every length from one byte, and a large one."""
    root = tmp_path_factory.mktemp("files")
    for number in range(1, FILES):
        (root / f"f{number:03}.bin").write_bytes(hashlib.sha512(bytes([number])).digest() * number)
    (root / "large.bin").write_bytes(bytes(range(256)) * 12_000)
    return root


@pytest.fixture(scope="session")
def expected(folder) -> dict:
    """What a query must find: path to SHA-256."""
    return {f"file:{file}": hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


@pytest.fixture
def files(spark, folder) -> DataFrame:
    return spark.read.format("uring").load(str(folder))


class Plan:
    """The physical plan of a DataFrame, operators from the top."""

    def __init__(self, df: DataFrame):
        self.operators = []
        self._add(df._jdf.queryExecution().executedPlan())

    def _add(self, node) -> None:
        if node.nodeName().startswith("AdaptiveSparkPlan"):
            node = node.executedPlan()
        self.operators.append(node)
        children = node.children()
        for index in range(children.size()):
            self._add(children.apply(index))

    @property
    def names(self) -> list:
        return [node.nodeName().split(" ")[0] for node in self.operators]

    @property
    def gives_columns(self) -> list:
        """For each scan, whether it gives columns."""
        return [node.supportsColumnar() for node in self.operators if node.nodeName().startswith("BatchScan")]


@pytest.fixture
def plan():
    return Plan
