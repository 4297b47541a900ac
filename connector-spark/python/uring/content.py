"""File bytes by reference."""

from typing import Any, Union

from pyspark.sql import DataFrame

Option = Union[str, int, bool]


def with_content(df: DataFrame, path: str, **options: Option) -> DataFrame:
    """Adds to each row the bytes of the file that the row names.

    The rows keep their order within a partition and all their columns, such as labels. The bytes come through the same engine
    as those of ``spark.read.format("uring")``, many files at once.

    :param df: rows that name files on local or mounted file systems
    :param path: the column of type STRING with a path in each row; a row without one has no content
    :param options: ``offsetColumn``, ``lengthColumn``: columns that say which bytes of the file; ``contentColumn``: the
        column to add, ``content`` if not given; and the options of a read, such as ``engine``, ``queueDepth``,
        ``batchBytes``, ``ignoreMissingFiles``, ``mode`` (``"PERMISSIVE"`` keeps all rows and adds a column ``error``),
        ``rejectsPath``, ``decode``
    :returns: the DataFrame and a column BINARY, not yet read
    :raises TypeError: where ``df`` is one of Spark Connect, or an option is not text, a number or a bool
    :raises RuntimeError: where the driver has no connector jar
    """
    rows = getattr(df, "_jdf", None)
    if rows is None:
        raise TypeError(
            "with_content needs a classic Spark session: "
            f"{type(df).__module__}.{type(df).__qualname__} has no JVM at hand. Over Spark Connect, read the files with "
            'spark.read.format("uring"), with the option manifest where they are many, and join on path'
        )
    session = df.sparkSession
    jvm = session.sparkContext._jvm
    entry: Any = jvm.io.uring.connector.spark.Uring
    if not hasattr(entry, "_java_lang_class"):
        raise RuntimeError(
            "the driver knows no io.uring.connector.spark.Uring: start the session with the connector's bundle jar, "
            'SparkSession.builder.config("spark.jars", "…-bundle.jar")'
        )
    given = jvm.java.util.HashMap()
    for name, value in options.items():
        given.put(name, _text(name, value))
    return DataFrame(entry.withContent(rows, path, given), session)


def _text(name: str, value: Option) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int)):
        return str(value)
    raise TypeError(f"option {name} must be text, a number or a bool, not {value!r}")
