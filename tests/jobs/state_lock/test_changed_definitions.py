"""A job goes on from a savepoint by a changed file: exact, or missing and said to be so.

::

    payments --> the job by one file --savepoint--> the job by another file <-- more payments
                                                                |
    the same payments --> a replayer by that file ---------- compared
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from msgspec.structs import replace

from events.fraud.payment import Payment
from features.fraud.catalogue import FEATURE_NAMES
from features.fraud.definitions import load_definitions
from features.fraud.payment_plan import payment_plan
from features.fraud.replayer import Replayer
from features.shared.definitions.model import Definitions
from features.shared.limits import HistoryLimits
from features.shared.plan.takeover import takeover
from servers.kinesis import KinesisServer
from tests.cluster.payments import payments
from tests.jobs.state_lock.deployed_job import DECIDED, deploy, settings_on

pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("jvm")]

LIMITS: Final = HistoryLimits()
BEFORE: Final = """\
version: 1
extends: shipped
features:
  - {name: card_channels, of: card, distinct: channel, over: 12h, description: Gone.}
  - {name: card_shops, of: card_merchant, count: , over: 1h, description: Gone.}
"""
AFTER: Final = """\
version: 1
extends: shipped
remembered:
  - {{entity: card, reach: 30d, until: {until}}}
  - {{entity: merchant, reach: 37d, until: {until}}}
features:
  - {{name: card_largest, of: card, max: amount_base_minor, over: 3d, description: Held.}}
  - {{name: card_at_home, of: card, count: , where: country == "DE", over: 7d, description: Held.}}
  - {{name: card_euros, of: card, count: , where: currency == "EUR", over: 7d, description: New.}}
  - {{name: card_count_60d, of: card, count: , over: 60d, description: Wider.}}
  - {{name: merchant_count_60d, of: merchant, count: , over: 60d, description: Wider.}}
  - {{name: card_wide_share, value: card_count_7d / card_count_60d, description: Of a wider one.}}
"""
WIDER: Final = {"card_count_60d", "merchant_count_60d", "card_wide_share"}
NEW: Final = {"card_euros"}
HELD: Final = {"card_largest", "card_at_home", *FEATURE_NAMES}
NEW_CARD: Final = "another-card"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("changed")


@pytest.fixture(scope="module")
def after(folder: Path) -> Definitions:
    newest_ms = max(one.event_time_ms for one in made())
    until = datetime.fromtimestamp(newest_ms // 1000, UTC) + timedelta(seconds=1)
    file = folder / "after.yaml"
    file.write_text(AFTER.format(until=f"{until:%Y-%m-%dT%H:%M:%SZ}"))
    return load_definitions(str(file))


@pytest.fixture(scope="module")
def before(folder: Path) -> Definitions:
    file = folder / "before.yaml"
    file.write_text(BEFORE)
    return load_definitions(str(file))


def made() -> list[Payment]:
    return payments(DECIDED, cards=3)


def later() -> list[Payment]:
    """Payments after the change: of every card that there is, and of one that is new."""
    last = made()[-1]
    cards = sorted({one.card_id for one in made()})
    return [
        replace(last, transaction_id=f"later {card}", card_id=card, merchant_id=f"of {card}")
        for card in (*cards, NEW_CARD)
    ]


@pytest.fixture(scope="module")
def decided(
    jvm: None,  # noqa: ARG001 - before it starts
    kinesis: KinesisServer,
    folder: Path,
    before: Definitions,
    after: Definitions,
) -> dict[str, dict[str, Any]]:
    """Decisions on the later payments by the job that went on."""
    deployed = deploy(kinesis, folder, "changed", features__definitions=before.path)
    settings = settings_on(kinesis, "changed", features__definitions=after.path)
    return deployed.released_as(settings, later())


def exact(definitions: Definitions) -> dict[str, dict[str, Any]]:
    """The features of all payments by a job that had this file from the beginning."""
    replayer = Replayer(LIMITS, plan=payment_plan(definitions, LIMITS))
    return {
        payment.transaction_id: dict(
            zip(replayer.plan.names, replayer.feed(payment).values, strict=False)
        )
        for payment in (*made(), *later())
    }


def test_what_the_state_holds_is_exact_at_once(
    decided: dict[str, dict[str, Any]], after: Definitions
) -> None:
    expected = exact(after)
    assert len(decided) == len(later()) == 4
    for name, decision in decided.items():
        held = {one: decision["features"][one] for one in sorted(HELD)}
        assert held == {one: expected[name][one] for one in sorted(HELD)}
    counts = {one["card_id"]: one["features"]["card_count_30d"] for one in decided.values()}
    assert counts.pop(NEW_CARD) == 1
    assert min(counts.values()) > 10


def test_what_it_has_not_is_missing_and_named(decided: dict[str, dict[str, Any]]) -> None:
    assert len(decided) == 4
    for decision in decided.values():
        new_card = decision["card_id"] == NEW_CARD
        lacking = WIDER if new_card else WIDER | NEW
        assert set(decision["incomplete"]) == lacking
        assert {decision["features"][name] for name in lacking} == {None}
        assert (decision["features"]["card_euros"] == 1) is new_card


def test_a_feature_that_is_gone_is_given_no_more(decided: dict[str, dict[str, Any]]) -> None:
    given = {name for one in decided.values() for name in one["features"]}
    assert given >= HELD | WIDER | NEW
    assert given & {"card_channels", "card_shops"} == set()


def test_the_check_had_said_so(before: Definitions, after: Definitions) -> None:
    plans = [payment_plan(one, LIMITS, written(one), goes_on=True) for one in (before, after)]
    found = takeover(plans[0], plans[1], LIMITS.allowed_lateness_ms)
    lacking = {name for name, one in found.lacking.items() if not one.busy_only}
    assert lacking == WIDER | NEW | {"card_at_home"}
    assert found.gone == ("card_channels", "card_shops")


def written(definitions: Definitions) -> list[str]:
    return [one.name for one in definitions.features if one.written]
