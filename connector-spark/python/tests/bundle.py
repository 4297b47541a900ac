"""What the sessions of both suites start with."""

import os
import pathlib


def bundle() -> str:
    """The bundle jar under test: the one in URING_BUNDLE, or what was built last."""
    named = os.environ.get("URING_BUNDLE")
    if named:
        return named
    built = sorted((pathlib.Path(__file__).parents[2] / "target").glob("connector-spark-*-bundle.jar"))
    assert built, "no bundle jar: ./mvnw package -DskipTests -pl connector-spark -am"
    return str(built[-1])
