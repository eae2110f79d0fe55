"""Whatever the store has and whatever is asked for: bounds of an answer, and what it rests on."""

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from events.recommendations.ranked_candidate import RankedCandidate
from events.recommendations.shopper import Shopper
from models.recommendations.mixing import mixed
from models.recommendations.rules.reading import ListForm
from online_store.candidates import StoredCandidates
from online_store.lists import StoredList
from serving.recommendations.arranging import Arranged, Known, arranged
from serving.recommendations.list_request import ListRequest

ITEMS: Final = "abcdefghijkl"
CATEGORIES: Final = {item: (None, "x", "y", "z")[at % 4] for at, item in enumerate(ITEMS)}
WHO: Final = Shopper("user", "u")
NOBODY_ASKED: Final = ListRequest(WHO)

names = st.lists(st.sampled_from(ITEMS), unique=True, max_size=len(ITEMS)).map("".join)
forms = st.builds(ListForm, st.integers(1, 12), st.integers(1, 5), st.integers(1, 3))


def candidate(item: str, score: float = 0.0) -> RankedCandidate:
    return RankedCandidate(item, score, "walk", "why", CATEGORIES[item])


def candidates(
    items: str,
    form: ListForm | None = None,
    at_item: str | None = None,
    withheld: str = "",
) -> StoredCandidates:
    form = form or ListForm()
    return StoredCandidates(
        event_time_ms=1,
        ranked=tuple(candidate(item, -at) for at, item in enumerate(items)),
        length=form.length,
        per_category=form.per_category,
        in_a_row=form.in_a_row,
        at_item=at_item,
        category=None,
        withheld=frozenset(withheld),
        definitions="d",
        ranker=None,
    )


def made(items: str) -> StoredList:
    return StoredList(
        list_id="l",
        event_time_ms=1,
        items=tuple(candidate(item, -at).item for at, item in enumerate(items)),
        variant="control",
        schema_version=1,
        definitions="d",
        ranker=None,
        rules=(),
        job_version="1",
        ttl_s=1,
    )


def listed(own: StoredCandidates) -> str:
    """The list that the job makes of candidates."""
    form = ListForm(own.length, own.per_category, own.in_a_row)
    return "".join(one.item_id for one in mixed(own.ranked, lambda one: one.category, form))


@st.composite
def stores(draw: st.DrawFn) -> Known:
    """What the store may have, lists as the job makes them of candidates."""
    own = draw(st.none() | st.builds(candidates, names, forms, st.none(), names))
    return Known(
        made=draw(st.none() if own is None else st.none() | st.just(made(listed(own)))),
        own=own,
        at_item=draw(st.none() | st.builds(candidates, names, forms)),
        sought=tuple(draw(st.lists(st.builds(candidates, names, forms), max_size=2))),
    )


requests = st.builds(
    ListRequest,
    st.just(WHO),
    st.none() | st.integers(1, 15),
    names.map(frozenset),
    st.none() | st.sampled_from(["x", "y", "nowhere"]),
    st.none() | st.sampled_from(ITEMS),
)


def ids(found: Arranged) -> str:
    return "".join(one.item_id for one in found.items)


@given(stores(), requests)
def test_an_answer_has_nothing_unwanted_nothing_twice_and_no_more_than_asked_for(
    known: Known, request: ListRequest
) -> None:
    found = arranged(known, request)
    items = ids(found)
    assert len({*items}) == len(items) <= (request.limit or 20)
    assert not {*items} & request.unwanted
    if request.category is not None:
        assert {CATEGORIES[item] for item in items} <= {request.category}
    assert arranged(known, request) == found


@given(stores(), requests)
def test_what_the_shopper_bought_or_hid_comes_from_nowhere_else(
    known: Known, request: ListRequest
) -> None:
    withheld = known.own.withheld if known.own is not None else frozenset[str]()
    found = arranged(known, request).items
    assert not withheld & {one.item_id for one in found if one.origin != "list"}


@given(stores(), requests)
def test_a_basis_is_the_strongest_origin_of_an_answer(known: Known, request: ListRequest) -> None:
    found = arranged(known, request)
    origins = {one.origin for one in found.items}
    basis = {"list": "list", "neighbours": "neighbours", "popular": "popular"}
    strongest = next((basis[one] for one in basis if one in origins), "none")
    assert found.basis.removesuffix("_reranked") == strongest
    as_made = "" if known.made is None else "".join(one.item_id for one in known.made.items)
    assert (found.basis == "list") == (bool(ids(found)) and as_made.startswith(ids(found)))


@given(st.builds(candidates, names, forms))
def test_without_context_it_is_the_list_of_the_job(own: StoredCandidates) -> None:
    as_made = listed(own)
    found = arranged(Known(made(as_made), own), NOBODY_ASKED)
    assert ids(found) == as_made


@given(st.builds(candidates, names, forms), st.integers(1, 12))
def test_a_limit_cuts_the_list(own: StoredCandidates, limit: int) -> None:
    as_made = listed(own)
    found = arranged(Known(made(as_made), own), ListRequest(WHO, min(limit, own.length)))
    assert ids(found) == as_made[:limit]


def test_places_whose_order_was_drawn_stay_as_they_were_drawn() -> None:
    # Of the category x are b and f, and one in a row is allowed: as mixed, b and f are apart.
    own = candidates("bcfgh", ListForm(3, 9, 1))
    drawn = Known(made("bfc"), own)
    assert ids(arranged(drawn, NOBODY_ASKED)) == "bfc"
    assert ids(arranged(drawn, ListRequest(WHO, 5))) == "bfcgh"
    assert ids(arranged(drawn, ListRequest(WHO, exclude=frozenset("h")))) == "bfc"


def test_candidates_at_the_item_of_the_page_take_turns_with_the_list_and_begin() -> None:
    known = Known(made("abc"), candidates("abcd"), candidates("efbg"))
    assert ids(arranged(known, ListRequest(WHO, current_item="l"))) == "eafbcgd"


def test_a_list_that_was_made_at_the_item_of_the_page_stays_as_it_is() -> None:
    known = Known(made("abc"), candidates("abc", at_item="b"), candidates("ef"))
    found = arranged(known, ListRequest(WHO, current_item="b"))
    assert (ids(found), found.basis) == ("ac", "list_reranked")


def test_a_category_that_is_asked_for_may_have_as_many_places_as_there_are() -> None:
    known = Known(made("b"), candidates("bcfj", ListForm(3, 1, 1)))
    assert ids(arranged(known, ListRequest(WHO, category="x"))) == "bfj"


def test_an_item_that_is_no_candidate_any_more_is_not_shown() -> None:
    assert ids(arranged(Known(made("abc"), candidates("ac")), NOBODY_ASKED)) == "ac"
