"""Definitions reach the workers by their content, and are found in a bundle by their name."""

import pickle
from pathlib import Path

import pytest

from features.fraud.catalogue import SHIPPED
from features.fraud.definitions import load_definitions
from features.fraud.definitions_content import content_of
from features.fraud.payment_contract import payment_contract
from tests.features.definitions.files import SOUND

RATES = "currency,rate,valid_from\nEUR,1,2000-01-01\nJPY,0.00617,2000-01-01\n"


def test_what_travels_is_the_file_and_its_rates_whole(tmp_path: Path) -> None:
    own, rates = tmp_path / "own.yaml", tmp_path / "rates.csv"
    own.write_text(SOUND.replace("fields:", "money: {rates: rates.csv}\nfields:"))
    rates.write_text(RATES)
    definitions = load_definitions(str(own))
    sent = pickle.dumps(content_of(definitions))
    own.unlink()
    rates.unlink()
    arrived = pickle.loads(sent).definitions()  # noqa: S301 - pickled above
    assert arrived == definitions
    money = payment_contract(arrived).money
    assert money is not None
    assert money.faults() == []


def test_a_bare_name_is_found_in_the_folder_of_a_bundle_unless_it_is_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_definitions("definitions.yaml").sha256 == SHIPPED.sha256
    Path("definitions.yaml").write_text(SOUND)
    assert load_definitions("definitions.yaml").fields != ()
