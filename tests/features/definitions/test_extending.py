"""A file that extends the shipped one has all of it, and adds what it says."""

from features.fraud.catalogue import SHIPPED
from features.shared.definitions.model import PAYMENT_SCOPE
from tests.features.definitions.files import faults, parsed

OWN = """\
version: 1
extends: shipped
fields:
  mcc: {type: text}
entities:
  card_device: [card_id, device_id]
reasons:
  R20: Unusual shop
features:
  - name: card_mcc_new
    of: card
    first_time: mcc
    over: 30d
    description: Whether the card is new to this kind of shop.
    reason: R20
  - name: is_weekend_night
    value: is_weekend and is_night
    description: Whether it is a night of the weekend.
"""


def test_it_has_the_shipped_features_and_its_own() -> None:
    found = parsed(OWN)
    names = [feature.name for feature in found.features]
    assert len(names) == len(SHIPPED.features) + 2
    of_payment = sum(feature.scope == PAYMENT_SCOPE for feature in SHIPPED.features)
    assert names[of_payment] == "is_weekend_night"
    assert [entity.name for entity in found.entities][-1] == "card_device"
    assert dict(found.reasons)["R20"] == "Unusual shop"


def test_it_may_only_add_a_field() -> None:
    found = parsed("version: 1\nextends: shipped\nfields: {mcc: {type: text}}\n")
    assert found.features == SHIPPED.features
    assert found.sha256 != SHIPPED.sha256


def test_its_own_money_is_that_of_the_shipped_features_too() -> None:
    found = parsed("version: 1\nextends: shipped\nmoney: {missing_rate: missing}\n")
    nullable = {feature.name: feature.nullable for feature in found.features}
    assert nullable["card_mean_minor_24h"]


def test_nothing_that_is_shipped_is_said_again() -> None:
    text = OWN.replace("card_mcc_new", "card_count_1h").replace("R20", "R01")
    shipped = next(one for one in SHIPPED.features if one.name == "card_count_1h")
    message = f"already used on line {shipped.line} of features/fraud/definitions.yaml"
    assert faults(text) == [
        (8, "reasons: 'R01' already stands for 'Unusual amount'"),
        (10, f"feature: the name 'card_count_1h' is {message}"),
    ]


def test_only_the_shipped_file_can_be_extended() -> None:
    message = "definition file: 'extends' must be one of shipped, found 'other.yaml'"
    assert (2, message) in faults(OWN.replace("shipped", "other.yaml"))
