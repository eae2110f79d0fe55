"""The card stage by itself, with stand-ins for what Flink hands to it."""

import msgspec

from events.codec import encode
from events.rejected import Rejected
from features.limits import HistoryLimits
from tests.features.payments import START_MS, a_payment
from udfs.card_stage import REJECTED, CardStage, CardStageSettings

SETTINGS = CardStageSettings(
    limits=HistoryLimits(),
    max_future_ms=0,
    cache_payments=0,
    dead_letter_part_bytes=1_000,
    card_numbers=False,
)


class _Counter:
    """A counter that nobody reads."""

    def inc(self, n: int = 1) -> None:
        """Counts nothing."""


class _Metrics:
    """Gives counters that nobody reads."""

    def add_group(self, name: str) -> "_Metrics":  # noqa: ARG002 - Flink's signature
        return self

    def counter(self, name: str) -> _Counter:  # noqa: ARG002 - Flink's signature
        return _Counter()


class _Context:
    """A context without state: a dead letter must touch none."""

    def get_metrics_group(self) -> _Metrics:
        return _Metrics()

    def get_list_state(self, descriptor: object) -> None:
        """Gives no state."""


def test_a_payment_that_was_routed_by_another_card_is_a_dead_letter_and_touches_no_state() -> None:
    stage = CardStage(SETTINGS)
    stage.open(_Context())
    raw = encode(a_payment(START_MS))
    [(tag, letter)] = stage.process_element((raw, 0, "another-card", False), None)
    rejected = msgspec.json.decode(letter, type=Rejected)
    assert tag is REJECTED
    assert (rejected.cause, rejected.field) == ("malformed_json", "card_id")
    assert rejected.size_bytes == len(raw)
