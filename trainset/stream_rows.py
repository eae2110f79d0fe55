"""Feature rows that a stream put out: decisions of the job, or rows of `revstream replay`."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from events.shared.feature_value import WrittenValue


class StreamRow(Struct, frozen=True, gc=False):
    """What decisions and feature rows have in common.

    Attributes:
        late: the payment was late and has only the features of the payment itself.
        features: value by name; None where a feature is missing.
    """

    transaction_id: str
    card_id: str
    event_time_ms: int
    late: bool
    features: dict[str, WrittenValue]


def stream_rows(path: Path) -> Iterator[StreamRow]:
    """The rows of a JSON Lines file, in their order.

    Raises:
        ValueError: a line is neither a decision nor a feature row; the message names it.
    """
    decode = msgspec.json.Decoder(StreamRow).decode
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield decode(line)
            except msgspec.MsgspecError as error:
                raise ValueError(
                    f"{path}:{number}: a decision or a feature row is expected: {error}"
                ) from error
