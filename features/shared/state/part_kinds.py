"""How each kind of part is made empty, and what its image is."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from features.shared.accumulators.decayed_total import DecayedTotal, DecayedTotalImage
from features.shared.accumulators.last_values import LastValues
from features.shared.accumulators.own import OwnAggregate
from features.shared.accumulators.own_loading import load_aggregate
from features.shared.accumulators.positions import Positions, PositionsImage
from features.shared.accumulators.seen_ids import SeenIds
from features.shared.accumulators.seen_ids_image import SeenIdsImage
from features.shared.accumulators.timeline import Timeline
from features.shared.accumulators.timeline_image import RowsImage
from features.shared.accumulators.value_counts import ValueCounts
from features.shared.accumulators.value_times import ValueTimesImage
from features.shared.accumulators.verdicts import Verdicts, VerdictsImage
from features.shared.limits import HistoryLimits
from features.shared.plan.parts import Part, PartKind


def _timeline(part: Part, limits: HistoryLimits) -> Timeline:
    return Timeline(part.columns, limits.exact_payments)


def _seen_ids(part: Part, limits: HistoryLimits) -> SeenIds:
    return SeenIds(
        part.shortest_ms,
        part.reach_ms,
        limits.distinct_ids,
        max(part.delays_ms, default=0),
    )


def _positions(part: Part, limits: HistoryLimits) -> Positions:
    return Positions(max(part.windows_ms), limits.exact_payments)


def _verdicts(_: Part, limits: HistoryLimits) -> Verdicts:
    return Verdicts(limits.labelled_payments)


def _last_values(part: Part, limits: HistoryLimits) -> LastValues:
    window_ms = part.reach_ms - max(part.delays_ms)
    return LastValues(window_ms, part.last_n, max(limits.exact_payments, 2 * part.last_n))


def _value_counts(part: Part, limits: HistoryLimits) -> ValueCounts:
    return ValueCounts(part.windows_ms, limits.exact_payments)


def _decayed_total(part: Part, limits: HistoryLimits) -> DecayedTotal:
    return DecayedTotal(part.half_life_ms, limits.exact_payments)


def _own(part: Part, limits: HistoryLimits) -> OwnAggregate:
    own = part.own
    if own is None:
        raise ValueError(f"{part.signature}: an own aggregate is expected")
    kind = load_aggregate(str(own.own))
    return kind.create(dict(own.parameters), own.window_ms, limits.exact_payments)


_MAKERS: Final[Mapping[PartKind, Callable[[Part, HistoryLimits], Any]]] = {
    "timeline": _timeline,
    "seen_ids": _seen_ids,
    "positions": _positions,
    "verdicts": _verdicts,
    "last_values": _last_values,
    "value_counts": _value_counts,
    "decayed_total": _decayed_total,
    "own": _own,
}
_IMAGES: Final[Mapping[PartKind, type[msgspec.Struct | bytes]]] = {
    "timeline": RowsImage,
    "seen_ids": SeenIdsImage,
    "positions": PositionsImage,
    "verdicts": VerdictsImage,
    "last_values": ValueTimesImage,
    "value_counts": ValueTimesImage,
    "decayed_total": DecayedTotalImage,
    "own": bytes,
}
PART_IMAGES: Final[Mapping[PartKind, type[msgspec.Struct]]] = {
    kind: of for kind, of in _IMAGES.items() if issubclass(of, msgspec.Struct)
}
"""The structs among the images, by the kind of part; an own aggregate has bytes of its own."""

_ENCODE: Final = msgspec.msgpack.Encoder().encode
_DECODERS: Final = {kind: msgspec.msgpack.Decoder(of) for kind, of in _IMAGES.items()}


def empty_part(part: Part, limits: HistoryLimits) -> Any:  # noqa: ANN401 - one of the accumulators
    """An accumulator that remembers nothing yet."""
    return _MAKERS[part.kind](part, limits)


def written_image(image: msgspec.Struct | bytes) -> msgspec.Raw:
    """The image as it is stored."""
    return msgspec.Raw(_ENCODE(image))


def read_image(kind: PartKind, stored: msgspec.Raw) -> Any:  # noqa: ANN401 - an image of that kind
    """The image that `written_image` was given.

    Raises:
        msgspec.MsgspecError: it is not one.
    """
    return _DECODERS[kind].decode(stored)
