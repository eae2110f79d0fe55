"""`trainset.json`: what a stored training set is of, how it was made, and whether it is whole."""

from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from features.fraud.catalogue import FEATURES
from features.shared.limits import HistoryLimits

FORMAT_VERSION: Final = 1
MANIFEST_FILE: Final = "trainset.json"
ROWS_FILE: Final = "rows.parquet"
LABELS_FILE: Final = "labels.parquet"


class BuildCounts(Struct, frozen=True, kw_only=True):
    """Where payments and labels went.

    Attributes:
        payments: read; `rows` and `duplicates` add up to it.
        rows: rows of the table, `late` among them.
        late: rows that have only the features of the payment itself.
        duplicates: redelivered payments, left out.
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


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything about a training set but its rows.

    Attributes:
        format_version: of the folder.
        catalogue_id: hash of the feature catalogue that the rows were computed by.
        data_id: hash of the input, the catalogue, the limits and the out-of-orderness.
        input_id: hash of the input alone.
        limits: how much history the features were computed from, and the feedback delay.
        out_of_orderness_ms: see `Watermark`.
        left_out: feature to the reason why the input cannot feed it.
        notes: everything that was assumed about the input, one sentence each.
    """

    format_version: int
    catalogue_id: str
    data_id: str
    input_id: str
    limits: HistoryLimits
    out_of_orderness_ms: int
    counts: BuildCounts
    left_out: dict[str, str]
    notes: list[str]


def catalogue_id() -> str:
    """Hash over name, type and definition of every feature in their order, in hex."""
    definitions = [
        (feature.name, feature.scope, feature.kind, feature.nullable, feature.description)
        for feature in FEATURES
    ]
    return sha256(msgspec.json.encode(definitions)).hexdigest()


def data_id_of(input_id: str, limits: HistoryLimits, out_of_orderness_ms: int) -> str:
    """Hash that tells two tables apart that can differ in a value, in hex."""
    made_from = (input_id, catalogue_id(), limits, out_of_orderness_ms)
    return sha256(msgspec.json.encode(made_from)).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the training set in `folder`.

    Raises:
        ValueError: it is no training set, of another format, or of another feature catalogue.
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
    if manifest.catalogue_id != catalogue_id():
        raise ValueError(
            f"{folder}: made with another feature catalogue ({manifest.catalogue_id[:12]}, this"
            f" version has {catalogue_id()[:12]}); build it again with `revstream trainset`"
        )
    return manifest


class _AnyVersion(Struct):
    format_version: int
