"""A definition file that travels finds in its bundle the rates and own aggregates that it names."""

from pathlib import Path

import pytest

from infra.bundle.definitions import check_definitions
from infra.bundle.manifest import BundleError

PATH = "features/fraud/own.yaml"
OWN = """\
version: 1
money: {rates: RATES}
entities:
  card: card_id
features:
  - name: card_run
    of: card
    own: longest_run
    kind: int
    field: amount_minor
    over: 7d
    description: Longest run of the card.
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "features" / "fraud"
    folder.mkdir(parents=True)
    for place in (folder / "rates.csv", folder.parent / "rates.csv"):
        place.write_text("currency,rate,valid_from\nEUR,1,2000-01-01\n")
    return tmp_path


def checked(root: Path, rates: str, aggregates: set[str]) -> None:
    (root / PATH).write_text(OWN.replace("RATES", rates))
    check_definitions(root, [PATH], ["features/fraud/rates.csv"], aggregates)


@pytest.mark.parametrize("rates", ["rates.csv", "shipped", "none"])
def test_a_file_whose_class_and_rates_travel_with_it_is_taken(root: Path, rates: str) -> None:
    checked(root, rates, {"longest_run"})


def test_a_class_that_no_package_of_the_bundle_has_is_named_with_its_feature(root: Path) -> None:
    with pytest.raises(BundleError) as refused:
        checked(root, "none", {"shortest_run"})
    assert str(refused.value) == (
        "features/fraud/own.yaml:6: feature 'card_run': own aggregate 'longest_run': no package of"
        " the bundle has it: put its folder or wheel into packages/"
    )


def test_rates_elsewhere_would_stay_behind(root: Path) -> None:
    with pytest.raises(BundleError, match=r"money\.rates: '\.\./rates\.csv': only a \.csv file be"):
        checked(root, "../rates.csv", {"longest_run"})


def test_a_file_of_shopping_events_is_checked_as_one(root: Path) -> None:
    path = "features/recommendations/own.yaml"
    (root / path).parent.mkdir()
    text = OWN.replace("RATES", "none").replace("card: card_id", "item: item_id")
    text = text.replace("of: card", "of: item").replace("amount_minor", "price_minor")
    (root / path).write_text(text)
    check_definitions(root, [path], [], {"longest_run"})
    (root / path).write_text(text.replace("price_minor", "amount_minor"))
    with pytest.raises(BundleError, match=r"recommendations/own\.yaml:.*'amount_minor'"):
        check_definitions(root, [path], [], {"longest_run"})


def test_a_file_with_faults_is_not_bundled(root: Path) -> None:
    (root / PATH).write_text(OWN.replace("RATES", "none").replace("of: card", "of: cart"))
    with pytest.raises(BundleError, match=r"own\.yaml:7: .* unknown entity 'cart'"):
        check_definitions(root, [PATH], [], {"longest_run"})
