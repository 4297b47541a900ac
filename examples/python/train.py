"""From a folder of pictures to training: read with io_uring, decode in Python workers, learn in this process.

Pictures lie in one folder for each label, as in label=circle/017.png. `./run` makes a small set, trains on it and says how
well that went; `./run /data/images` takes yours.
"""

import io
import pathlib
import random
import sys
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from PIL import Image, ImageDraw
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f

SIDE = 32
BATCH = 32


def make_pictures(folder: pathlib.Path, each: int = 150) -> None:
    """Circles and squares of all sizes, places and colors, as PNG and JPEG."""
    chance = random.Random(1)
    for label in ("circle", "square"):
        (folder / f"label={label}").mkdir(parents=True)
        for number in range(each):
            picture = Image.new("RGB", (chance.randint(48, 160), chance.randint(48, 160)), "white")
            size = chance.randint(24, 40)
            left, top = (chance.randint(0, side - size - 1) for side in picture.size)
            draw = ImageDraw.Draw(picture)
            shape = draw.ellipse if label == "circle" else draw.rectangle
            shape((left, top, left + size, top + size), fill=tuple(chance.randint(0, 120) for _ in range(3)))
            picture = picture.crop((left, top, left + size, top + size))
            picture.save(folder / f"label={label}" / f"{number:03}.{chance.choice(['png', 'jpg'])}")


def decoded(files: DataFrame) -> DataFrame:
    """The pixels of each picture, made in Spark's Python workers: SIDE x SIDE x 3 bytes."""

    def decode(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            pixels = []
            for content in batch["content"]:
                picture = Image.open(io.BytesIO(content.as_buffer()))
                pixels.append(picture.convert("RGB").resize((SIDE, SIDE)).tobytes())
            yield pa.RecordBatch.from_arrays([batch["label"], pa.array(pixels, pa.binary())], ["label", "pixels"])

    return files.select("label", "content").mapInArrow(decode, "label string, pixels binary")


def batches(pictures: DataFrame, labels: list[str]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """One pass: pictures as float32 of (batch, SIDE, SIDE, 3), and numbers of their labels.

    One partition after the other comes to this process, the next one while this one is learned from.
    """
    pixels: list[bytes] = []
    numbers: list[int] = []
    for row in pictures.toLocalIterator(prefetchPartitions=True):
        pixels.append(row.pixels)
        numbers.append(labels.index(row.label))
        if len(pixels) == BATCH:
            yield tensors(pixels, numbers)
            pixels, numbers = [], []
    if pixels:
        yield tensors(pixels, numbers)


def tensors(pixels: list[bytes], numbers: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """For PyTorch: torch.from_numpy(images).permute(0, 3, 1, 2), torch.from_numpy(targets)."""
    images = np.frombuffer(b"".join(pixels), np.uint8).reshape(-1, SIDE, SIDE, 3)
    return images.astype(np.float32) / 255, np.array(numbers, np.int64)


class Model:
    """Softmax regression: the place of your network."""

    def __init__(self, labels: int):
        self.weights = np.zeros((SIDE * SIDE * 3, labels), np.float32)
        self.bias = np.zeros(labels, np.float32)

    def predict(self, images: np.ndarray) -> np.ndarray:
        scores = images.reshape(len(images), -1) @ self.weights + self.bias
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    def learn(self, images: np.ndarray, targets: np.ndarray, rate: float = 0.01) -> float:
        """One step; returns the loss before it."""
        chances = self.predict(images)
        loss = -np.log(chances[np.arange(len(targets)), targets] + 1e-9).mean()
        chances[np.arange(len(targets)), targets] -= 1
        self.weights -= rate * images.reshape(len(images), -1).T @ chances / len(images)
        self.bias -= rate * chances.mean(axis=0)
        return float(loss)


def main(bundle: str, folder: str, epochs: int = 5) -> None:
    spark = SparkSession.builder.master("local[*]").config("spark.jars", bundle).config("spark.ui.showConsoleProgress", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    # Sizes come from the files' first bytes: what is too small to learn from is not read.
    files = spark.read.format("uring").option("decode", "header").load(folder).where("width >= 16 AND height >= 16")
    labels = sorted(row.label for row in files.select("label").distinct().collect())

    # Decoded once, kept on the executors, and given out in another order each time.
    pictures = decoded(files).persist()
    model = Model(len(labels))
    for epoch in range(epochs):
        losses = [model.learn(images, targets) for images, targets in batches(pictures.orderBy(f.hash("pixels", f.lit(epoch))), labels)]
        print(f"epoch={epoch} batches={len(losses)} loss={np.mean(losses):.3f}", flush=True)

    right = [model.predict(images).argmax(axis=1) == targets for images, targets in batches(pictures, labels)]
    print(f"labels={','.join(labels)} pictures={sum(map(len, right))} accuracy={np.concatenate(right).mean():.2f}")
    spark.stop()


if __name__ == "__main__":
    jar, data = sys.argv[1], pathlib.Path(sys.argv[2])
    if not data.exists():
        make_pictures(data)
    main(jar, str(data))
