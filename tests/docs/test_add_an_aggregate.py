"""The guide to an aggregate of one's own: all that stands on the page runs as it is written."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.main import revstream
from events.fraud.payment import Payment
from features.fraud.definitions import parse_definitions
from features.fraud.payment_fields import payment_schema
from features.fraud.payment_plan import key_states, payment_plan
from features.shared.accumulators.contract import CHECKS, own_faults
from features.shared.accumulators.own_loading import load_aggregate
from features.shared.definitions.event_schema import event_fields
from features.shared.definitions.model import Aggregate, Definitions
from features.shared.limits import HistoryLimits
from tests.docs.own_package import PAGE, TEXT, as_if_installed, block, own_package
from tests.features.payments import START_MS, a_payment

WINDOW_MS = 30 * 24 * 3_600_000


@pytest.fixture
def package(tmp_path: Path) -> Iterator[Path]:
    """A team's package with the page's class, installed with the page's entry point."""
    home = own_package(tmp_path)
    with as_if_installed(tmp_path):
        yield home


def definitions() -> Definitions:
    return parse_definitions(block("yaml"), str(PAGE))


def source() -> Aggregate:
    (feature,) = definitions().features
    assert isinstance(feature.source, Aggregate)
    return feature.source


@pytest.mark.usefixtures("package")
def test_the_file_finds_the_class_and_the_class_keeps_the_contract() -> None:
    found = definitions()
    fields = event_fields(payment_schema(found.money), ())
    assert own_faults(source(), "float", fields) == ()
    assert [(one.name, one.kind) for one in found.features] == [("card_amount_rank_30d", "float")]


@pytest.mark.usefixtures("package")
def test_the_test_of_the_page_passes() -> None:
    names: dict[str, Any] = {}
    exec(compile(block("python", "def test_"), str(PAGE), "exec"), names)  # noqa: S102 - the page's
    names["test_the_rank_keeps_the_contract"]()


@pytest.mark.usefixtures("package")
def test_the_rank_is_the_share_of_smaller_amounts_in_the_window() -> None:
    one = load_aggregate("amount_rank").create(dict(source().parameters), WINDOW_MS, 100)
    for time_ms, amount in enumerate((50, 10, 30, 20, 40)):
        assert one.value((1,), time_ms) is None
        one.add((amount,), time_ms, -WINDOW_MS)
    assert [one.value((amount,), 5) for amount in (5, 30, 31, 99)] == [0.0, 0.4, 0.6, 1.0]
    assert (one.value(None, 5), one.value((99,), WINDOW_MS)) == (None, None)


@pytest.mark.usefixtures("package")
def test_the_file_of_the_page_is_computed_and_its_state_restored() -> None:
    limits = HistoryLimits()
    cards = key_states(payment_plan(definitions(), limits), limits)[0]
    card = cards.empty()
    for number, amount in enumerate((50, 10, 30, 20, 40)):
        assert card.add(payment(number, amount), START_MS).values == (None,)
    restored = cards.from_log([card.snapshot()])
    for one in (card, restored):
        ranks = [one.add(payment(5, 31), START_MS), one.add(payment(6, 5), START_MS)]
        assert [rank.values for rank in ranks] == [(0.6,), (0.0,)]


def payment(number: int, amount_minor: int) -> Payment:
    return a_payment(
        START_MS + number * 1_000, transaction_id=f"t{number}", amount_minor=amount_minor
    )


@pytest.mark.usefixtures("package")
def test_a_parameter_that_is_wrong_is_named() -> None:
    create = load_aggregate("amount_rank").create
    with pytest.raises(ValueError, match="fewest: a whole number of at least 1 is expected, got 0"):
        create({"fewest": 0}, WINDOW_MS, 100)
    with pytest.raises(ValueError, match="few: unknown, nothing but 'fewest' is expected"):
        create({"few": 5}, WINDOW_MS, 100)


def checked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    """What the command of the page says of the file of the page."""
    (folder / "own.yaml").write_text(block("yaml"), encoding="utf-8")
    monkeypatch.chdir(folder)
    _, *arguments = block("sh").split()
    return CliRunner().invoke(revstream, arguments)


def test_the_check_of_the_file_runs_the_contract(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = checked(package, monkeypatch)
    assert (result.exit_code, result.output.splitlines()[0]) == (
        0,
        "own.yaml: 0 own fields, 1 entities, 1 features, no faults",
    )


def test_the_fault_on_the_page_is_that_of_an_edge_a_millisecond_off(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = package / "amount_rank.py"
    text = path.read_text(encoding="utf-8")
    assert text.count("time_ms - self._window_ms,") == 1
    path.write_text(text.replace("time_ms - self._window_ms,", "time_ms - self._window_ms - 1,"))
    result = checked(package, monkeypatch)
    assert (result.exit_code, result.output.strip()) == (1, block("").replace("\n", ""))


def test_the_page_lists_all_that_the_contract_looks_into() -> None:
    rows = re.findall(r"^\| (.+?) \| .+ \|$", TEXT.split("## Check it")[1], re.MULTILINE)
    assert rows == ["promise", *CHECKS]
