"""What exposed shoppers did counts from their exposure on, and once."""

from msgspec.structs import replace

from models.recommendations.evaluation.experiments.exposures import Exposed
from models.recommendations.evaluation.experiments.outcomes import Outcomes, Spent, outcomes
from models.recommendations.evaluation.experiments.people import People
from tests.features.recommendations.records import an_event
from tests.models.recommendations.evaluation.experiments.logged import (
    START_MS,
    a_link,
    a_purchase,
)

EXPOSED = {"user:u": Exposed("new", START_MS, both=False)}


def found(*times_ms: int, people: People | None = None) -> Outcomes:
    events = [a_purchase("user:u", START_MS + time_ms) for time_ms in times_ms]
    return outcomes(events, EXPOSED, people or People())


def test_a_purchase_counts_that_comes_after_the_exposure() -> None:
    outcome = found(-1, 0, 1, 5)
    assert outcome.spent == {"user:u": Spent(purchases=2, base_minor=200)}
    assert outcome.before == 2


def test_a_repeated_event_counts_once() -> None:
    assert found(1, 1).spent["user:u"].purchases == 1


def test_views_and_shoppers_that_were_shown_nothing_do_not_count() -> None:
    events = [an_event(START_MS + 5, user_id="u"), a_purchase("user:other", START_MS + 5)]
    assert outcomes(events, EXPOSED, People()) == Outcomes()


def test_a_purchase_of_a_linked_id_is_that_of_the_id_that_stays() -> None:
    events = [a_purchase("session:s", START_MS + 5)]
    people = People([a_link("session:s", "u")])
    assert outcomes(events, EXPOSED, people).spent["user:u"].purchases == 1


def test_what_has_no_rate_is_kept_by_currency_and_what_has_no_price_is_said() -> None:
    unrated = a_purchase(
        "user:u", START_MS + 5, price=None, price_minor=70, currency="XAF", event_id="a"
    )
    bare = a_purchase("user:u", START_MS + 6, price=None)
    rated = a_purchase("user:u", START_MS + 7)
    outcome = outcomes([replace(unrated, price_base_minor=None), bare, rated], EXPOSED, People())
    spent = outcome.spent["user:u"]
    assert (spent.purchases, spent.base_minor, dict(spent.other_minor)) == (3, 100, {"XAF": 70})
    assert (outcome.unpriced, dict(outcome.unrated)) == (1, {"XAF": 1})
