"""`trainset.json`: what a stored training set is of, how it was made, and whether it is whole."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from features.fraud.definitions import parse_definitions
from features.shared.definitions.faults import DefinitionsError
from features.shared.definitions.model import Definitions, Feature
from features.shared.limits import HistoryLimits

FORMAT_VERSION: Final = 2
MANIFEST_FILE: Final = "trainset.json"
ROWS_FILE: Final = "rows.parquet"
LABELS_FILE: Final = "labels.parquet"


class BuildCounts(Struct, frozen=True, kw_only=True):
    """Where payments and labels went.

    Attributes:
        payments: read; `rows`, `duplicates` and `without_rate` add up to it.
        rows: rows of the table, `late` among them.
        late: rows that have only the features of the payment itself.
        duplicates: redelivered payments, left out.
        without_rate: payments without an exchange rate, left out.
        frauds: rows whose newest label says fraud.
        labels: read; `labels_matched` of them belong to a row.
    """

    payments: int
    rows: int
    late: int
    duplicates: int
    frauds: int
    labels: int
    labels_matched: int
    without_rate: int = 0


class DefinitionsText(Struct, frozen=True, kw_only=True):
    """A definition file as it was, so that a training set says by itself what its columns are.

    Attributes:
        path: where it was read.
        text: its content.
        sha256: of what it says.
    """

    path: str
    text: str
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything about a training set but its rows.

    Attributes:
        format_version: of the folder.
        definitions: what the features are, whole.
        data_id: hash of the input, the definitions and their rates, the limits and the
            out-of-orderness.
        input_id: hash of the input alone.
        limits: how much history the features were computed from, and the feedback delay.
        out_of_orderness_ms: see `Watermark`.
        left_out: feature to the reason why the input cannot feed it.
        notes: everything that was assumed about the input, one sentence each.
    """

    format_version: int
    definitions: DefinitionsText
    data_id: str
    input_id: str
    limits: HistoryLimits
    out_of_orderness_ms: int
    counts: BuildCounts
    left_out: dict[str, str]
    notes: list[str]


def text_of(definitions: Definitions) -> DefinitionsText:
    """What a manifest keeps of definitions."""
    return DefinitionsText(path=definitions.path, text=definitions.text, sha256=definitions.sha256)


def definitions_of(manifest: Manifest) -> Definitions:
    """The definitions that the rows were computed by."""
    return _parsed(manifest.definitions.text, manifest.definitions.path)


def features_of(manifest: Manifest) -> tuple[Feature, ...]:
    """The features that the rows have columns of, in their order."""
    return stored_features(definitions_of(manifest))


def stored_features(definitions: Definitions) -> tuple[Feature, ...]:
    """The features that a training set keeps: all but lists, which nothing is trained on."""
    return tuple(feature for feature in definitions.features if feature.kind != "list")


def numeric(features: Sequence[Feature]) -> tuple[Feature, ...]:
    """Those of `features` that a model can read."""
    return tuple(feature for feature in features if feature.kind != "text")


@lru_cache(maxsize=8)
def _parsed(text: str, path: str) -> Definitions:
    return parse_definitions(text, path)


def data_id_of(
    input_id: str, definitions: Definitions, limits: HistoryLimits, out_of_orderness_ms: int
) -> str:
    """Hash that tells two tables apart that can differ in a value, in hex."""
    made_from = (input_id, definitions.sha256, limits, out_of_orderness_ms)
    rates = definitions.money.rates_text
    if rates is not None:
        return sha256(msgspec.json.encode((*made_from, rates))).hexdigest()
    return sha256(msgspec.json.encode(made_from)).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the training set in `folder`.

    Raises:
        ValueError: it is no training set, of another format, or its definitions cannot be read.
    """
    path = folder / MANIFEST_FILE
    if not path.is_file():
        raise ValueError(f"{folder}: no training set, {MANIFEST_FILE} is missing")
    raw = path.read_bytes()
    try:
        version = msgspec.json.decode(raw, type=_AnyVersion).format_version
        if version != FORMAT_VERSION:
            raise ValueError(f"{path}: format_version {FORMAT_VERSION} is expected, got {version}")
        manifest = msgspec.json.decode(raw, type=Manifest)
    except msgspec.MsgspecError as error:
        raise ValueError(f"{path}: {error}") from error
    try:
        definitions = definitions_of(manifest)
    except DefinitionsError as error:
        raise ValueError(f"{path}: its definitions cannot be read: {error}") from error
    if definitions.sha256 != manifest.definitions.sha256:
        raise ValueError(
            f"{path}: its definitions have another meaning in this version"
            f" ({definitions.sha256[:12]}, then {manifest.definitions.sha256[:12]}); build it"
            " again with `revstream trainset`"
        )
    return manifest


class _AnyVersion(Struct):
    format_version: int
