"""Python side of the uring connector.

Files are read with ``spark.read.format("uring")``, for which PySpark needs nothing but the bundle jar. This package adds what a
format cannot do: the bytes of files that a DataFrame names.
"""

from uring.content import with_content

__all__ = ["with_content"]
