"""The image of a key's state, as the store has it for whoever decides beside the job.

It travels as a feature update, on the way that the key's features take: `state:card` stands for
the entity, and what orders the writes of a key is the job's clock in place of an event time.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from struct import error as StructError  # noqa: N812 - its own name says nothing
from struct import pack, unpack
from typing import Final

from msgspec import Struct

from events.shared.feature_update import FEATURE_SCHEMA_VERSION, FeatureUpdate

STATES: Final = "state"
"""What the entity of an image begins with."""

JOB: Final = "job"
"""In place of a key's name: what the job itself tells, under the id `CLOCK`."""

CLOCK: Final = "clock"

_MARK_BYTES: Final = 4


class StateImage(Struct, frozen=True, kw_only=True):
    """A key's state after the newest event or label that it took in.

    Attributes:
        version_us: when it was made, microseconds since the epoch by the clock of the operator
            that owns the key; a newer one replaces it.
        watermark_ms: that the event or label arrived at.
        definitions: sha256 of the definitions that the state is of.
        image: the one element of the log that holds all of it; None where it is too large.
        since_ms: see `Recent`.
        marks: see `Recent`.
    """

    version_us: int
    watermark_ms: int
    definitions: str
    image: bytes | None
    since_ms: int
    marks: tuple[int, ...]


def entity_of(key_name: str) -> str:
    """The entity of the images of a hop's keys.

    >>> entity_of("card")
    'state:card'
    """
    return f"{STATES}:{key_name}"


def update_of(image: StateImage, key_name: str, key: str) -> FeatureUpdate:
    """The update that brings `image` to the store."""
    marks = pack(f"<{len(image.marks)}I", *image.marks)
    return FeatureUpdate(
        entity_of(key_name),
        key,
        image.version_us,
        FEATURE_SCHEMA_VERSION,
        {
            "watermark_ms": image.watermark_ms,
            "definitions": image.definitions,
            "image": None if image.image is None else b64encode(image.image).decode(),
            "since_ms": image.since_ms,
            "marks": b64encode(marks).decode(),
        },
        "",
    )


def image_of(fields: Mapping[str, str]) -> StateImage:
    """The image that a hash of the store holds, by the names of its fields.

    Raises:
        ValueError: a field is missing or damaged.
    """
    try:
        packed = fields.get("image")
        marks = b64decode(fields["marks"], validate=True)
        return StateImage(
            version_us=int(fields["event_time_ms"]),
            watermark_ms=int(fields["watermark_ms"]),
            definitions=fields["definitions"],
            image=None if packed is None else b64decode(packed, validate=True),
            since_ms=int(fields["since_ms"]),
            marks=unpack(f"<{len(marks) // _MARK_BYTES}I", marks),
        )
    except KeyError as error:
        raise ValueError(f"state image: field {error.args[0]} is missing") from None
    except StructError:
        raise ValueError("state image: field marks: 4 bytes a mark expected") from None


class JobClock(Struct, frozen=True):
    """How far the job is.

    Attributes:
        watermark_ms: of its first key.
        version_us: when it was told.
    """

    watermark_ms: int
    version_us: int


def clock_update(clock: JobClock) -> FeatureUpdate:
    """The update that tells how far the job is."""
    values = {"watermark_ms": clock.watermark_ms}
    return FeatureUpdate(
        entity_of(JOB), CLOCK, clock.version_us, FEATURE_SCHEMA_VERSION, values, ""
    )
