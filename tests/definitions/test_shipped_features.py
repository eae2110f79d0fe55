"""The shipped file, read out naively, says what the replayer says of every payment."""

from typing import Final

import pytest
from hypothesis import given, settings

from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.time_units import HOUR_MS
from features.fraud.catalogue import FEATURE_NAMES, SHIPPED
from features.fraud.replayer import Replayer
from features.shared.limits import HistoryLimits
from tests.definitions.random_streams import OUT_OF_ORDERNESS_MS
from tests.oracles.definitions.interpreter import Interpreter
from tests.oracles.definitions.money import Rates
from tests.strategies.labels import LABELLED_STREAMS

EURO: Final = ["currency,rate,valid_from", "EUR,1,2000-01-01"]
"""Enough for streams of one currency."""


@pytest.mark.parametrize(
    "limits",
    [
        HistoryLimits(),
        HistoryLimits(allowed_lateness_ms=HOUR_MS, dedup_window_ms=2 * HOUR_MS),
        HistoryLimits(feedback_delay_ms=0),
    ],
)
@given(stream=LABELLED_STREAMS)
@settings(max_examples=60)
def test_every_value_and_kind_is_the_interpreters(
    limits: HistoryLimits, stream: list[Payment | Label]
) -> None:
    assert {type(event) for event in stream} == {Label, Payment}
    replayer = Replayer(limits)
    interpreter = Interpreter(SHIPPED, limits, OUT_OF_ORDERNESS_MS, Rates(SHIPPED.money, EURO))
    for event in stream:
        if isinstance(event, Label):
            replayer.feed_label(event)
            interpreter.label(event)
        else:
            replayed = replayer.feed(event)
            kind, values = interpreter.pay(fields_of(event))
            written = tuple(values[name] for name in FEATURE_NAMES if name in values)
            assert (replayed.kind, replayed.values) == (kind, written)


def fields_of(payment: Payment) -> dict[str, object]:
    """A payment as the interpreter takes it."""
    return {name: getattr(payment, name) for name in payment.__struct_fields__}
