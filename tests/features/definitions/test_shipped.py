"""The shipped definition file says what the catalogue and the reason codes said in code."""

import json
from pathlib import Path

import pytest

from features.fraud.catalogue import FEATURES, SHIPPED
from features.shared.definitions.hops import hops_of

FROZEN = json.loads(Path(__file__).with_name("frozen_features.json").read_text())


def test_the_written_features_are_the_52_in_their_order() -> None:
    assert len(FROZEN) == 52
    assert [feature.name for feature in FEATURES] == [row["name"] for row in FROZEN]


@pytest.mark.parametrize("place", range(52), ids=[row["name"] for row in FROZEN])
def test_a_shipped_feature_is_what_it_was(place: int) -> None:
    feature, row = FEATURES[place], FROZEN[place]
    found = {name: getattr(feature, name) for name in row}
    assert found == {**row, "fields": tuple(row["fields"])}


def test_what_is_not_written_is_beside_the_52() -> None:
    unwritten = [feature.name for feature in SHIPPED.features if not feature.written]
    assert {"device_count_24h", "merchant_risk_21d", "card_amount_over_usual"} <= set(unwritten)
    assert len(SHIPPED.features) == 52 + len(unwritten)


def test_the_merchant_is_the_last_hop_and_pairs_are_beside_the_card() -> None:
    hops = hops_of(SHIPPED.entities, "merchant_id")
    kept = [(hop.field, [entity.name for entity in hop.entities]) for hop in hops]
    assert kept == [
        ("card_id", ["card", "card_merchant"]),
        ("device_id", ["device"]),
        ("ip", ["ip"]),
        ("merchant_id", ["merchant"]),
    ]
