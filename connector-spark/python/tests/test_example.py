"""examples/python/train.py learns to tell the pictures apart that it makes."""

import pathlib
import re
import subprocess
import sys

import pytest
from bundle import bundle

EXAMPLE = pathlib.Path(__file__).parents[3] / "examples" / "python" / "train.py"


@pytest.mark.timeout(150)
def test_learns(tmp_path):
    said = subprocess.run(
        [sys.executable, str(EXAMPLE), bundle(), str(tmp_path / "pictures")], capture_output=True, text=True, timeout=140
    )
    assert said.returncode == 0, said.stderr
    losses = [float(loss) for loss in re.findall(r"loss=([\d.]+)", said.stdout)]
    assert len(losses) == 5 and losses[-1] < losses[0], said.stdout
    assert float(re.search(r"labels=circle,square pictures=300 accuracy=([\d.]+)", said.stdout)[1]) > 0.9, said.stdout
