"""The archive of decisions, beside a plain list, and what it keeps from whom."""

import tracemalloc
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from events.fraud.decision import Action, decision_id
from events.fraud.label import Label
from events.shared.json_records import encode
from serving.fraud.archive.archive import DecisionArchive
from serving.fraud.archive.archived import DecisionPage, DecisionQuery, Outcome
from serving.fraud.received import DecisionReader, Received, received
from serving.shared.caller import Caller, Scope
from tests.oracles.simple_archive import SimpleArchive
from tests.serving.decisions import OTHERS, OWN, decision

ACTIONS: tuple[Action, ...] = ("allow", "flag", "block")
MERCHANTS = (OWN, "m-own-2", OTHERS)
CARDS = ("c-1", "c-2")
MOST = 12


def _caller(*scopes: Scope, merchants: frozenset[str] | None = None) -> Caller:
    return Caller("acme", "k-1", frozenset(scopes), merchants)


ALL = _caller("read", "explain")
OWNER = _caller("read", merchants=frozenset({OWN, "m-own-2", "m-without-any"}))


def _received(
    number: int, merchant: str = OWN, action: Action = "allow", card: str = "c-1"
) -> Received:
    made = decision(f"{number:032x}", merchant_id=merchant, action=action)
    made = replace(made, card_id=card)
    return received(made, encode(made))


def _archive(*decisions: Received, most: int = MOST, most_bytes: int = 1 << 20) -> DecisionArchive:
    archive = DecisionArchive(most, most_bytes)
    for one in decisions:
        archive.add(one)
    return archive


def _ids(page: DecisionPage) -> list[int]:
    return [int(one.decision_id, 16) for one in page.decisions]


ADDED = st.lists(
    st.builds(
        _received,
        st.integers(0, 30),
        st.sampled_from(MERCHANTS),
        st.sampled_from(ACTIONS),
        st.sampled_from(CARDS),
    ),
    max_size=40,
)
QUERIES = st.builds(
    DecisionQuery,
    card_id=st.sampled_from((None, *CARDS, "c-3")),
    merchant_id=st.sampled_from((None, *MERCHANTS)),
    action=st.sampled_from((None, *ACTIONS)),
    limit=st.integers(1, 5),
    after=st.none() | st.sampled_from([f"{number:032x}" for number in range(30)]),
)
CALLERS = st.sampled_from([ALL, OWNER, _caller("read", merchants=frozenset())])


@given(before=ADDED, clears=st.booleans(), added=ADDED, query=QUERIES, caller=CALLERS)
def test_pages_and_what_was_missed_are_those_of_a_plain_list(
    before: list[Received],
    clears: bool,  # noqa: FBT001 - drawn
    added: list[Received],
    query: DecisionQuery,
    caller: Caller,
) -> None:
    archive, simple = _archive(), SimpleArchive(MOST)
    for one in before:
        archive.add(one)
        simple.add(one)
    if clears:
        archive.clear()
        simple.clear()
    for one in added:
        archive.add(one)
        simple.add(one)
    page = archive.page(query, caller)
    found = [one.decision_id for one in page.decisions]
    assert (found, page.next_cursor) == simple.page(query, caller)
    after = query.after or f"{0:032x}"
    missed = archive.missed(after, query, caller)
    ids = [entry.decision_id for entry in missed.entries]
    assert (ids, missed.is_whole) == simple.missed(after, query, caller)


def test_a_page_goes_on_where_the_one_before_ended_whatever_came_in_between() -> None:
    archive = _archive(*map(_received, range(6)))
    first = archive.page(DecisionQuery(limit=2), ALL)
    archive.add(_received(6))
    second = archive.page(DecisionQuery(limit=2, after=first.next_cursor), ALL)
    assert (_ids(first), _ids(second)) == ([5, 4], [3, 2])


@pytest.mark.parametrize("after", ["", "x", "0" * 31, "0" * 32 + "\n", "A" * 32])
def test_what_is_no_cursor_is_refused_without_its_content(after: str) -> None:
    with pytest.raises(ValueError, match=r"^after: not a cursor of a page$"):
        _archive().page(DecisionQuery(after=after), ALL)


def test_the_oldest_go_when_the_bytes_are_too_many() -> None:
    all_of_them = [_received(number) for number in range(10)]
    half_bytes = _archive(*all_of_them).size_bytes // 2
    archive = _archive(*all_of_them, most_bytes=half_bytes)
    assert 3 <= len(archive) <= 6
    assert archive.size_bytes <= half_bytes
    assert _ids(archive.page(DecisionQuery(limit=2), ALL)) == [9, 8]


def test_a_decision_is_given_as_the_job_wrote_it_or_without_what_says_why() -> None:
    one = _received(1)
    archive = _archive(_received(0), one)
    whole, short = archive.by_id(one.decision_id, ALL), archive.by_id(one.decision_id, OWNER)
    assert whole is not None
    assert short is not None
    assert whole.encoded == one.full
    assert whole.decision.features == {"card_count_1m": 12}
    assert (short.decision.features, short.decision.reasons, short.decision.rule_hits) == (
        {},
        (),
        (),
    )


def test_another_tenants_decision_is_not_there() -> None:
    one = _received(1, OTHERS)
    assert _archive(one).by_id(one.decision_id, OWNER) is None
    assert _archive(one).by_id(one.decision_id, ALL) is not None


def test_a_page_of_one_action_has_nothing_of_another_tenants() -> None:
    own, others = _received(1, OWN, "block"), _received(2, OTHERS, "block")
    allowed = [_received(number, OWN) for number in range(3, 9)]
    page = _archive(own, others, *allowed).page(DecisionQuery(action="block"), OWNER)
    assert _ids(page) == [1]


def _label(kind: Literal["chargeback", "dispute_won"], reported_time_ms: int) -> Label:
    return Label("l", "t", "c-1", OWN, kind, 1_736_121_600_000, reported_time_ms)


def test_a_decision_has_the_newest_verdict_that_was_known_by_the_newest_event_time() -> None:
    first, later = _label("chargeback", 1_736_121_700_000), _label("dispute_won", 1_736_121_800_000)
    made = replace(decision(decision_id(first)), event_time_ms=1_736_121_600_000)
    archive = _archive(received(made, encode(made)))

    def known() -> Outcome | None:
        found = archive.by_id(made.decision_id, ALL)
        assert found is not None
        return found.outcome

    archive.add_label(later)
    archive.add_label(first)
    archive.add_label(first)
    assert known() is None
    for number, event_time_ms in enumerate((first.reported_time_ms, later.reported_time_ms)):
        newer = replace(decision(f"{number:032x}"), event_time_ms=event_time_ms)
        archive.add(received(newer, encode(newer)))
        expected = (first, later)[number]
        assert known() == Outcome(expected.kind, expected.is_fraud, expected.reported_time_ms)


def test_a_verdict_that_comes_again_takes_no_place() -> None:
    first, later = _label("chargeback", 1_736_121_600_000), _label("dispute_won", 1_736_121_900_000)
    made = decision(decision_id(first))
    archive = _archive(received(made, encode(made)))
    archive.add_label(first)
    for _ in range(9):
        archive.add_label(later)
    found = archive.by_id(made.decision_id, ALL)
    assert found is not None
    assert found.outcome == Outcome("chargeback", True, first.reported_time_ms)  # noqa: FBT003


@pytest.mark.parametrize("one", ["c", "\U00010400"])
def test_the_bound_of_memory_holds_for_long_ids_of_any_characters(one: str) -> None:
    reader, archive, count = DecisionReader(), DecisionArchive(5_000, 1 << 40), 2_000
    tracemalloc.start()
    try:
        for number in range(count):
            name = one * 120 + str(number)
            made = replace(
                decision(f"{number:032x}", merchant_id=name), card_id=name, transaction_id=name
            )
            read = reader.read(encode(made))
            assert isinstance(read, Received)
            archive.add(read)
        del read, made, name
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken <= archive.size_bytes + (1 << 18)


def test_a_page_after_another_tenants_decision_is_as_one_after_none() -> None:
    archive = _archive(_received(0), _received(1, OTHERS), _received(2))
    after_others, after_none = (
        archive.page(DecisionQuery(after=f"{number:032x}"), OWNER) for number in (1, 9)
    )
    assert after_others == after_none == DecisionPage((), None)
