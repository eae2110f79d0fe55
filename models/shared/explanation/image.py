"""The explainer of a model as a file: what exact contributions need, in MessagePack.

    tree ensemble --> every leaf as a box:  above < x <= up_to  for each feature on its path
    linear model  --> one weight a feature

Made by `models.shared.training.explainer_export`, read without scikit-learn or onnx.
Evolution: a field may be added with a default; a changed meaning needs a new `schema_version`.
"""

from math import isfinite
from typing import Final

import msgspec
import numpy as np
from msgspec import Struct

from models.shared.explanation.link import Link

EXPLAINER_FILE: Final = "explainer.msgpack"
EXPLAINER_SCHEMA_VERSION: Final = 1

_FLOATS: Final = np.dtype("<f4")
_COUNTS: Final = np.dtype("<u2")


class ExplainerError(ValueError):
    """An explainer that must not be used."""


class LeafBoxes(Struct, frozen=True, tag="trees", forbid_unknown_fields=True):
    """All leaves of all trees; l leaves, b bounds, arrays as little-endian bytes.

    Attributes:
        values: (l) float32, what the leaf adds to the margin.
        sizes: (l) uint16, how many bounds the leaf has, 1 or more; they follow each other.
        features: (b) uint16, column that the bound is on; differ within a leaf.
        above: (b) float32, exclusive lower bound.
        up_to: (b) float32, inclusive upper bound.
        constant: margin of a row that reaches no leaf.
    """

    values: bytes
    sizes: bytes
    features: bytes
    above: bytes
    up_to: bytes
    constant: float


class Weights(Struct, frozen=True, tag="linear", forbid_unknown_fields=True):
    """A linear model: margin = constant + sum of weight * input."""

    weights: tuple[float, ...]
    constant: float


class ExplainerImage(Struct, frozen=True, forbid_unknown_fields=True):
    """The file.

    Attributes:
        features: names in the order of the model's input.
        model: what computes the margin.
        link: from the margin to the score.
        schema_version: version of this format.
    """

    features: tuple[str, ...]
    model: LeafBoxes | Weights
    link: Link
    schema_version: int = EXPLAINER_SCHEMA_VERSION


def encode_explainer(image: ExplainerImage) -> bytes:
    """The bytes of the file; equal images give equal bytes."""
    return msgspec.msgpack.encode(image)


def decode_explainer(raw: bytes) -> ExplainerImage:
    """The image in `raw`.

    Raises:
        ExplainerError: it is none, or its parts do not fit together.
    """
    try:
        image = msgspec.msgpack.decode(raw, type=ExplainerImage)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ExplainerError(f"not an explainer ({error})") from error
    faults = [*_faults(image)]
    if faults:
        raise ExplainerError("; ".join(faults))
    return image


def _faults(image: ExplainerImage) -> list[str]:
    if image.schema_version != EXPLAINER_SCHEMA_VERSION:
        return [f"schema_version: {image.schema_version}, expected {EXPLAINER_SCHEMA_VERSION}"]
    own = image.link.faults()
    if not isfinite(image.model.constant):
        own.append(f"constant: {image.model.constant}, expected finite")
    if isinstance(image.model, Weights):
        return own + _weight_faults(image.model, len(image.features))
    return own + _box_faults(image.model, len(image.features))


def _weight_faults(model: Weights, width: int) -> list[str]:
    if len(model.weights) != width:
        return [f"weights: {len(model.weights)}, expected one for each of {width} features"]
    return [f"weights: {w}, expected finite" for w in model.weights if not isfinite(w)]


def _box_faults(model: LeafBoxes, width: int) -> list[str]:
    lengths = {
        "values": (len(model.values), _FLOATS.itemsize),
        "sizes": (len(model.sizes), _COUNTS.itemsize),
        "features": (len(model.features), _COUNTS.itemsize),
        "above": (len(model.above), _FLOATS.itemsize),
        "up_to": (len(model.up_to), _FLOATS.itemsize),
    }
    broken = [name for name, (length, itemsize) in lengths.items() if length % itemsize]
    if broken:
        return [f"{name}: its length is no whole number of items" for name in broken]
    counts = {name: length // itemsize for name, (length, itemsize) in lengths.items()}
    sizes, columns = unpacked_counts(model.sizes), unpacked_counts(model.features)
    checks = (
        (counts["values"] == counts["sizes"], "values and sizes differ in number"),
        (
            counts["features"] == counts["above"] == counts["up_to"] == sizes.sum(),
            "features, above, up_to and the sum of sizes differ in number",
        ),
        (
            bool(((sizes > 0) & (sizes <= width)).all()),
            f"sizes: expected 1 to {width}, one bound a feature at most",
        ),
        (bool((columns < width).all()), f"features: a column is not below {width}"),
        (bool(np.isfinite(unpacked_floats(model.values)).all()), "values: expected finite"),
        (not np.isnan(unpacked_floats(model.above)).any(), "above: expected a number"),
        (not np.isnan(unpacked_floats(model.up_to)).any(), "up_to: expected a number"),
    )
    return [text for holds, text in checks if not holds]


def packed_floats(values: object) -> bytes:
    """Numbers as little-endian float32."""
    return np.asarray(values, dtype=_FLOATS).tobytes()


def packed_counts(values: object) -> bytes:
    """Whole numbers, 0 to 65,535, as little-endian uint16."""
    return np.asarray(values, dtype=_COUNTS).tobytes()


def unpacked_floats(raw: bytes) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """What `packed_floats` packed."""
    return np.frombuffer(raw, dtype=_FLOATS).astype(np.float32)


def unpacked_counts(raw: bytes) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """What `packed_counts` packed."""
    return np.frombuffer(raw, dtype=_COUNTS).astype(np.intp)
