"""A tenant sees what is of its own merchants, page by page, and as much as its key may."""

from collections.abc import Iterator

import pytest

from tests.serving.dashboard.site import Site, payment_decision, site
from tests.serving.dashboard.visiting import Visitor, said, visitor
from tests.serving.decisions import OTHERS, OWN

SECRET_TEXT = "only for others"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One decision of one's own and one of another's, of one card."""
    shown = site(tmp_path_factory.mktemp("site"), features=(OWN, OTHERS))
    shown.decide(
        payment_decision(1, merchant_id=OWN),
        payment_decision(2, merchant_id=OTHERS, transaction_id="t-secret", text=SECRET_TEXT),
    )
    return shown


@pytest.fixture
def tenant(shown: Site) -> Iterator[Visitor]:
    with visitor(shown, shown.key(merchants=(OWN,))) as client:
        yield client


@pytest.fixture
def reader(shown: Site) -> Iterator[Visitor]:
    """One that may not see why."""
    with visitor(shown, shown.key("read")) as client:
        yield client


def test_the_overview_counts_own_decisions_and_leaves_the_platform_out(tenant: Visitor) -> None:
    page = tenant.get("/dashboard").text
    assert "newest 1 decision." in page
    assert "Refused records" not in page
    assert "Checkpoints" not in page
    assert tenant.get("/dashboard/panels").text.count('<div class="value">1</div>') == 1


def test_the_charts_are_of_own_decisions(shown: Site, tenant: Visitor) -> None:
    own = tenant.get("/dashboard/activity.json").json()
    with visitor(shown, shown.key()) as platform:
        every = platform.get("/dashboard/activity.json").json()
    assert sum(one or 0 for one in own["per_s"]["block"]) <= sum(
        one or 0 for one in every["per_s"]["block"]
    )
    activity = shown.live.activity.of(frozenset({OWN}))
    assert activity.tallies.all.count == 1


@pytest.mark.parametrize("query", ["", "?card=c-1", f"?merchant={OTHERS}", "?action=block"])
def test_the_table_has_own_decisions_alone(tenant: Visitor, query: str) -> None:
    page = tenant.get(f"/dashboard/decisions{query}").text
    assert SECRET_TEXT not in page
    assert f"{2:032x}" not in page
    assert page.count("data-id=") == (0 if OTHERS in query else 1)


def test_older_rows_are_own_ones(tenant: Visitor) -> None:
    page = tenant.get(f"/dashboard/decisions/older?after={1:032x}").text
    assert "data-id=" not in page


def test_what_comes_of_another_merchant_cannot_be_followed(tenant: Visitor) -> None:
    answer = tenant.get(f"/dashboard/decisions/events?merchant={OTHERS}")
    assert answer.status_code == 403


def test_a_payment_of_another_is_not_found(tenant: Visitor) -> None:
    assert tenant.get(f"/dashboard/payments/{1:032x}").status_code == 200
    assert tenant.get(f"/dashboard/payments/{2:032x}").status_code == 404


def test_a_payment_shows_no_payment_of_its_card_elsewhere(tenant: Visitor) -> None:
    page = said(tenant, f"/payments/{1:032x}")
    assert "The card afterwards at your merchants" in page
    assert "No later payment of this card at your merchants is kept." in page
    assert SECRET_TEXT not in page


def test_a_payment_links_no_page_of_its_card(tenant: Visitor) -> None:
    page = tenant.get(f"/dashboard/payments/{1:032x}").text
    assert "/dashboard/card?" not in page
    assert tenant.get("/dashboard/decisions?card=c-1").text.count("data-id=") == 1
    assert "/dashboard/decisions?card=c-1" in page


def test_the_platform_is_told_of_all_payments_of_a_card(shown: Site) -> None:
    with visitor(shown, shown.key()) as client:
        page = said(client, f"/payments/{1:032x}")
    assert "at your merchants" not in page
    assert SECRET_TEXT in page


def test_a_merchant_of_another_and_every_card_are_refused(tenant: Visitor) -> None:
    assert tenant.get(f"/dashboard/merchant?id={OWN}").status_code == 200
    assert tenant.get(f"/dashboard/merchant?id={OTHERS}").status_code == 403
    assert tenant.get("/dashboard/card?id=c-1").status_code == 403


@pytest.mark.parametrize(
    "path", ["", "/decisions", f"/payments/{1:032x}", "/card?id=c-1", f"/merchant?id={OWN}"]
)
def test_reasons_and_rules_are_for_who_may_explain(reader: Visitor, path: str) -> None:
    page = reader.get(f"/dashboard{path}")
    assert page.status_code == 200
    assert "12 payments in a minute" not in page.text
    assert "burst" not in page.text
    assert "card_count" not in page.text


def test_agreement_is_for_who_may_administer(shown: Site, reader: Visitor) -> None:
    assert "for keys with the scope <code>administer</code>" in reader.get("/dashboard").text
    with visitor(shown, shown.key("read", "administer")) as client:
        assert "none was asked for since" in client.get("/dashboard").text
