"""A damaged model is refused in one line, whatever the damage."""

import subprocess
import sys

import pytest

from models.shared.artifact import ModelArtifact
from models.shared.onnx_graph import ModelMismatchError
from models.shared.scorer import OnnxScorer
from tests.models.tiny_model import FEATURES, tiny_artifact, tiny_onnx


@pytest.mark.parametrize("amounts", [(2_000, 0, 0), (0, 50, 50)])
def test_damage_is_refused_by_the_stated_errors_alone(amounts: tuple[int, int, int]) -> None:
    command = [sys.executable, "-m", "tests.models.damaged_models", *map(str, amounts)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert ended.returncode == 0, ended.stderr
    outcomes = [line.split(" ", 1) for line in ended.stdout.splitlines()]
    times = {outcome: int(number) for number, outcome in outcomes}
    assert times.keys() == {"refused", "loaded"}
    assert times["refused"] > 0.6 * sum(amounts)


@pytest.mark.parametrize(
    "onnx_bytes",
    [b"", b"\x00" * 100, tiny_onnx()[:-40], tiny_onnx().replace(b"Sigmoid", b"Sigmo\xf3d")],
    ids=["empty", "zeros", "cut", "no text"],
)
def test_bytes_that_are_no_graph_are_refused_in_one_line(
    onnx_bytes: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ModelMismatchError, match=r"^the graph cannot be loaded: .{1,200}\Z"):
        OnnxScorer(ModelArtifact(tiny_artifact().manifest, onnx_bytes), FEATURES)
    assert capfd.readouterr() == ("", "")
