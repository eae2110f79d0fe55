"""What a definition file compiles to: only what is needed, remembered once, key by key."""

import pytest

from features.fraud.catalogue import FEATURE_NAMES, SHIPPED
from features.fraud.payment_plan import payment_plan
from features.shared.limits import HistoryLimits
from tests.features.own_files import file_of, plan_of
from tests.features.payments import START_MS, a_payment

LIMITS = HistoryLimits()
COUNT = "name: count, of: card, count: , over: [1h, 24h]"
TOTAL = "name: total, of: card, sum: amount_base_minor, over: 30d"
SCORE = "name: score, of: card, z_score: amount_base_minor, over: 7d"
DEVICES = "name: cards, of: device, distinct: card_id, over: 7d"
HERE = "name: here, of: card_merchant, count: , over: 7d"
USUAL = "name: usual, value: amount_base_minor / total"


def test_features_that_read_the_same_rows_share_them() -> None:
    card, _ = plan_of(LIMITS, COUNT, TOTAL, SCORE).hops
    [rows] = card.scopes[0].parts
    assert rows.reach_ms == 30 * 86_400_000
    [amounts] = rows.columns
    assert (amounts.squares, amounts.largest, amounts.smallest) == (True, False, False)


def test_what_nothing_reads_is_not_computed() -> None:
    definitions = file_of(COUNT, TOTAL, SCORE, DEVICES, USUAL)
    plan = payment_plan(definitions, LIMITS, ["usual"])
    assert plan.names == ("usual",)
    assert [hop.names for hop in plan.hops] == [("total",), ()]
    assert plan.hops[1].slots == ()


def test_a_key_of_a_needed_entity_is_one_more_hop_before_the_last() -> None:
    plan = plan_of(LIMITS, COUNT, DEVICES)
    assert [hop.name for hop in plan.hops] == ["card", "device", "merchant"]
    assert [hop.log_name for hop in plan.hops][1] == "device-log-v1"
    assert [hop.first for hop in plan.hops] == [True, False, False]


def test_a_pair_is_computed_at_the_first_key_that_it_contains() -> None:
    card, merchant = plan_of(LIMITS, COUNT, HERE).hops
    assert card.names == ("count_1h", "count_24h", "here")
    assert [scope.other_name for scope in card.scopes] == ["", "merchant_id:text"]
    assert merchant.names == ()


def test_a_payment_without_the_key_has_no_values_of_it() -> None:
    plan = plan_of(LIMITS, DEVICES)
    device = plan.hops[1]
    assert device.key(a_payment(START_MS)) is None
    assert plan.assemble(a_payment(START_MS), (), device.nothing, ()) == (None,)


def test_a_late_payment_has_what_needs_no_history() -> None:
    plan = payment_plan(SHIPPED, LIMITS, FEATURE_NAMES)
    assert plan.late_names == ("amount_minor", "hour_of_day", "is_weekend", "is_night")
    assert plan.names == FEATURE_NAMES


def test_a_needed_feature_that_is_not_defined_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"own.yaml: no such features: counts, totals"):
        payment_plan(file_of(COUNT), LIMITS, ["totals", "count_1h", "counts"])
