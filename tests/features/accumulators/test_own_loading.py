"""Finding a team's own aggregate among the entry points of what is installed."""

from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import EntryPoint, EntryPoints
from typing import Any

import pytest

from events.shared.time_units import HOUR_MS
from features.shared.accumulators import own_loading
from features.shared.accumulators.contract import own_faults
from features.shared.accumulators.own_loading import ENTRY_POINT_GROUP, fields_read, load_aggregate
from features.shared.definitions.event_schema import EventField
from features.shared.definitions.model import Aggregate
from tests.contracts.broken_aggregates import Choosy, Highest, TakesTheOldEdge


def where(kind: type[Highest]) -> str:
    return f"{kind.__module__}:{kind.__name__}"


HIGHEST = where(Highest)
FIELDS = {
    "amount_base_minor": EventField(name="amount_base_minor", type="integer"),
    "country": EventField(name="country", type="country"),
    "born_at": EventField(name="born_at", type="time", personal=True),
}


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    def install(*points: tuple[str, str]) -> None:
        known = EntryPoints(EntryPoint(name, to, ENTRY_POINT_GROUP) for name, to in points)
        load_aggregate.cache_clear()
        monkeypatch.setattr(own_loading, "entry_points", lambda group: known.select(group=group))

    yield install
    load_aggregate.cache_clear()


def refused(name: str) -> str:
    with pytest.raises(ValueError, match="own aggregate") as refusal:
        load_aggregate(name)
    return str(refusal.value)


def test_a_class_is_found_by_the_name_of_its_entry_point(installed: Any) -> None:  # noqa: ANN401
    installed(("highest", HIGHEST), ("other", "nowhere:Nothing"))
    assert load_aggregate("highest") is Highest


def test_a_name_that_nobody_installed_says_what_there_is(installed: Any) -> None:  # noqa: ANN401
    installed(("highest", HIGHEST))
    assert refused("higest") == (
        "own aggregate 'higest': no installed package has it in its entry points"
        " 'revstream.aggregates' (installed: highest); did you mean 'highest'?"
    )


def test_without_any_entry_point_it_says_so(installed: Any) -> None:  # noqa: ANN401
    installed()
    assert "(installed: none)" in refused("highest")


def test_a_name_of_two_classes_names_both(installed: Any) -> None:  # noqa: ANN401
    installed(("highest", HIGHEST), ("highest", "other.package:Highest"))
    assert refused("highest").endswith(
        f"one class is expected, found {HIGHEST}, other.package:Highest"
    )


def test_a_class_that_cannot_be_imported_says_why(installed: Any) -> None:  # noqa: ANN401
    installed(("highest", "no_such_package:Highest"))
    assert refused("highest") == (
        "own aggregate 'highest' (no_such_package:Highest): cannot be loaded:"
        " ModuleNotFoundError: No module named 'no_such_package'"
    )


def test_what_is_no_aggregate_says_what_it_lacks(installed: Any) -> None:  # noqa: ANN401
    installed(("highest", "tests.contracts.own_aggregates:dressed"))
    assert refused("highest").endswith("a class is expected, found function")


def test_the_field_of_the_file_stands_before_those_of_the_class() -> None:
    wide: Any = type("Wide", (Highest,), {"fields": ("country",)})
    assert fields_read(wide, "amount_base_minor", FIELDS) == ("amount_base_minor", "country")
    alone: Any = type("Alone", (Highest,), {"takes_field": False, "fields": ("country",)})
    assert fields_read(alone, None, FIELDS) == ("country",)


def test_a_field_that_is_named_for_nothing_or_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="Highest is computed of a field, the file names none"):
        fields_read(Highest, None, FIELDS)
    alone: Any = type("Alone", (Highest,), {"takes_field": False})
    with pytest.raises(ValueError, match="Alone takes none, found 'country'"):
        fields_read(alone, "country", FIELDS)


AGGREGATE = Aggregate(kind="own", own="highest", field="amount_base_minor", window_ms=HOUR_MS)


def test_an_aggregate_that_a_file_asks_for_is_put_on_trial(installed: Any) -> None:  # noqa: ANN401
    installed(("highest", HIGHEST))
    assert own_faults(AGGREGATE, "int", FIELDS) == ()
    installed(("highest", where(TakesTheOldEdge)))
    assert len(own_faults(AGGREGATE, "int", FIELDS)) == 1


def test_what_a_file_says_and_its_class_does_not_is_a_fault(installed: Any) -> None:  # noqa: ANN401
    installed(("highest", HIGHEST), ("choosy", where(Choosy)))
    stray = replace(AGGREGATE, field="amount")
    assert own_faults(stray, "int", FIELDS) == ("fields: the event has no amount",)
    assert own_faults(AGGREGATE, "float", FIELDS) == (
        "kind: Highest gives int, the file says float",
    )
    assert own_faults(replace(AGGREGATE, window_ms=0), "int", FIELDS) == (
        "over: Highest needs a window",
    )
    choosy = replace(AGGREGATE, own="choosy", parameters=(("share", 2),))
    assert own_faults(choosy, "int", FIELDS) == (
        "parameters: share: nothing but 1 is expected, got 2",
    )
    assert own_faults(replace(AGGREGATE, own=None), "int", FIELDS)[0].startswith("own aggregate ''")


def test_a_class_that_reads_a_personal_field_by_itself_is_refused(installed: Any) -> None:  # noqa: ANN401
    nosy: Any = type("Nosy", (Highest,), {"fields": ("born_at",)})
    with pytest.raises(ValueError, match="'born_at' is personal, what Nosy gives could be its val"):
        fields_read(nosy, "amount_base_minor", FIELDS)
    installed(("highest", HIGHEST))
    assert own_faults(replace(AGGREGATE, field="born_at"), "int", FIELDS) == (
        "fields: 'born_at' is personal, what Highest gives could be its value",
    )


def test_a_class_is_looked_up_once(installed: Any) -> None:  # noqa: ANN401
    installed(("highest", HIGHEST))
    load_aggregate("highest")
    assert load_aggregate("highest") is Highest
    assert load_aggregate.cache_info().hits == 1
