"""The contract of a team's own aggregate: shipped accumulators keep it, broken classes do not."""

from dataclasses import replace
from typing import Any

import pytest

from events.shared.time_units import HOUR_MS
from features.shared.accumulators.contract import CHECKS, contract_faults, fault_of
from features.shared.accumulators.contract_trial import Trial
from features.shared.definitions.aggregate_forms import FORMS
from tests.contracts.broken_aggregates import (
    ByArrival,
    DropsTooEarly,
    FailsWhenEmpty,
    ForgetsOnRestore,
    ForgetsWhenAsked,
    GoesOnOtherwise,
    Highest,
    NeverDrops,
    NeverEmpty,
    NeverTheSame,
    OfAnotherKind,
    Shared,
    TakesLaterOnes,
    TakesTheOldEdge,
    Unbounded,
)
from tests.contracts.own_aggregates import TRIALS
from tests.contracts.planned_aggregates import PLANNED_TRIALS


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("name", TRIALS)
def test_a_shipped_accumulator_keeps_the_promise(name: str, check: str) -> None:
    assert fault_of(check, TRIALS[name]) is None


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("name", PLANNED_TRIALS)
def test_an_aggregate_of_a_definition_file_keeps_the_promise(name: str, check: str) -> None:
    assert fault_of(check, PLANNED_TRIALS[name]) is None


def test_every_aggregate_of_a_window_of_payments_is_on_trial() -> None:
    of_labels = {kind for kind, form in FORMS.items() if form.of_labels}
    others = {"decayed_count", "decayed_sum", "last_values", "own"}
    assert PLANNED_TRIALS.keys() == FORMS.keys() - of_labels - others


HIGHEST = Trial(kind=Highest, types=("integer",), window_ms=HOUR_MS)


@pytest.mark.parametrize("window_ms", [1, 60, 60_000, 30 * 24 * HOUR_MS])
def test_a_right_class_keeps_every_promise(window_ms: int) -> None:
    assert contract_faults(replace(HIGHEST, window_ms=window_ms)) == ()


@pytest.mark.parametrize(
    ("kind", "check", "says"),
    [
        (NeverEmpty, "an empty one holds nothing and answers", "len() is 1, expected 0"),
        (FailsWhenEmpty, "an empty one holds nothing and answers", "raised LookupError: no rows"),
        (OfAnotherKind, "values are of the declared kind", "int or None is expected, found"),
        (NeverTheSame, "the same events give the same values", "for the same payment"),
        (Shared, "two of them share nothing", "items once another has been filled"),
        (ForgetsWhenAsked, "asking changes nothing", "the image after asking"),
        (ForgetsOnRestore, "a restored one is the same", "another than that it was restored from"),
        (GoesOnOtherwise, "a restored one is the same", "of the restored one"),
        (ByArrival, "the order of arrival does not matter", "after another order of arrival"),
        (
            TakesTheOldEdge,
            "only what is in the window counts",
            "where other events lie around the window",
        ),
        (
            TakesLaterOnes,
            "only what is in the window counts",
            "where other events lie around the window",
        ),
        (
            DropsTooEarly,
            "what is at or before the floor is not needed",
            "of the window that begins at the floor",
        ),
        (NeverDrops, "what no window reaches goes", "where windows reach"),
        (Unbounded, "it holds no more than its limit", "it holds 65 items, its limit is 64"),
    ],
)
def test_a_broken_class_is_told_what_it_breaks(kind: type[Highest], check: str, says: str) -> None:
    faults = contract_faults(replace(HIGHEST, kind=kind))
    assert any(fault.startswith(f"{check}: ") and says in fault for fault in faults)


def test_a_class_of_another_shape_is_told_what_it_lacks() -> None:
    nothing: Any = type("Nothing", (), {"kind": "text", "fields": ("amount_minor", 1)})
    faults = contract_faults(replace(HIGHEST, kind=nothing))
    assert faults == (
        "create: a method is expected",
        "add: a method is expected",
        "value: a method is expected",
        "image: a method is expected",
        "restore: a method is expected",
        "__len__: a method is expected",
        "kind: one of int, float, bool is expected, found 'text'",
        "takes_field: True or False is expected, found None",
        "fields: a tuple of names is expected, found ('amount_minor', 1)",
    )


def test_the_contract_says_the_same_in_every_run() -> None:
    broken = replace(HIGHEST, kind=ByArrival)
    assert contract_faults(broken) == contract_faults(broken) != ()
