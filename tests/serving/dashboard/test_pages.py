"""What the pages show: figures, filters, reasons, what came after; and what they say instead."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from pathlib import Path

import msgspec
import pytest

from events.fraud.decision import decision_id
from events.fraud.label import Label
from events.shared.rejected import Rejected
from serving.dashboard.assets import STATIC
from serving.fraud.answer import Answer
from serving.shared.tail.following import Looked
from tests.serving.dashboard.site import Site, payment_decision, site
from tests.serving.dashboard.visiting import Visitor, said, visitor
from tests.serving.decisions import OTHERS, OWN


@pytest.fixture
def shown(tmp_path: Path) -> Site:
    return site(tmp_path)


@pytest.fixture
def platform(shown: Site) -> Iterator[Visitor]:
    """Somebody with a key for all."""
    with visitor(shown, shown.key()) as client:
        yield client


def test_the_overview_counts_what_is_decided_and_says_how_the_parts_do(
    shown: Site, platform: Visitor
) -> None:
    shown.decide(payment_decision(1), payment_decision(2, "allow"), payment_decision(9, "flag"))
    page = said(platform, "")
    assert "newest 3 decisions" in page
    assert "Blocked 1 EUR" in page
    assert "EUR\N{NO-BREAK SPACE}12.50" in platform.get("/dashboard").text
    assert "burst block 1" in page
    assert "answers in" in page
    assert "not known: start the service with --flink URL" in page


def test_what_is_unknown_says_so_instead_of_showing_zero(tmp_path: Path) -> None:
    shown = site(tmp_path, has_labels=False)
    with visitor(shown, shown.key()) as client:
        page = said(client, "")
    assert "No labels are followed" in page
    assert "nothing came in the last 5 minutes" in page
    assert "No rule has matched" in page
    assert "No record was refused" in page
    assert "none was asked for" in page


def test_before_a_fraud_is_known_no_share_of_them_is_told(shown: Site, platform: Visitor) -> None:
    shown.decide(payment_decision(1))
    assert "Frauds found 0 no fraud is known yet" in said(platform, "")


def test_refused_records_are_counted_by_cause_each_once(shown: Site, platform: Visitor) -> None:
    letters = [
        Rejected("malformed_json", None, "no JSON", 3, "", dead_letter_id="a"),
        Rejected("malformed_json", None, "no JSON", 3, "", dead_letter_id="a"),
        Rejected("oversized", None, "too large", 9, "", part=1, parts=2, dead_letter_id="b"),
        Rejected("oversized", None, "too large", 9, "", part=2, parts=2, dead_letter_id="b"),
    ]
    shown.letters.take(Looked(letters, has_more=False, run=1))
    assert "malformed json 1 oversized 1" in said(platform, "")
    shown.letters.take(Looked([], has_more=False, run=2))
    assert "No record was refused" in said(platform, "")


def test_the_charts_have_a_value_a_step(shown: Site, platform: Visitor) -> None:
    shown.decide(payment_decision(1))
    series = platform.get("/dashboard/activity.json?span=3600").json()
    assert (series["step_s"], series["limit_ms"]) == (60, 100)
    assert {len(one) for one in series["per_s"].values()} == {60}
    assert len(series["p50_ms"]) == len(series["p99_ms"]) == 60
    assert platform.get("/dashboard/activity.json?span=7").status_code == 400


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [3, 2, 1]),
        ("action=block", [3, 1]),
        ("merchant=m-others", [2]),
        ("card=c-9", [3]),
        ("card=c-9&action=flag", []),
        ("action=&merchant=&card=", [3, 2, 1]),
    ],
)
def test_the_table_shows_what_was_asked_for_newest_first(
    shown: Site, platform: Visitor, query: str, numbers: list[int]
) -> None:
    shown.decide(
        payment_decision(1),
        payment_decision(2, "flag", merchant_id=OTHERS),
        payment_decision(3, card_id="c-9"),
    )
    page = platform.get(f"/dashboard/decisions?{query}").text
    found = [int(part.partition('"')[0], 16) for part in page.split('data-id="')[1:]]
    assert found == numbers


def test_older_decisions_follow_page_by_page(shown: Site, platform: Visitor) -> None:
    shown.decide(*(payment_decision(number) for number in range(60)))
    page = platform.get("/dashboard/decisions?action=block").text
    older = unescape(page.split('hx-get="')[1].partition('"')[0])
    rest = platform.get(older).text
    assert rest.count("data-id=") == 10
    assert "hx-get" not in rest
    assert platform.get("/dashboard/decisions/older?after=x").status_code == 400


def test_a_payment_shows_why_how_long_and_what_came_after(shown: Site, platform: Visitor) -> None:
    shown.decide(payment_decision(1, "allow"), payment_decision(2), payment_decision(3, "flag"))
    page = said(platform, f"/payments/{2:032x}")
    assert "12 payments in a minute +0.420 of the score" in page
    assert "model R02: card_count_1m" in page
    assert "names what is unusual, be it more than usual or less." in page
    assert "in the job, all 900 µs" in page
    assert "trace-2" in page
    assert "In the last 1m 1h card_count 12 20" in page
    after, before = page.partition("The card before")[::2]
    assert "00:00:03 flag" in after
    assert "00:00:01 allow" in before


def test_a_payment_shows_what_was_said_about_it_on_request(shown: Site, platform: Visitor) -> None:
    decided = payment_decision(1, "block")
    answered = msgspec.structs.replace(decided, action="flag")
    shown.agreement.answered(Answer(decision=answered, basis="state"))
    shown.decide(decided)
    shown.agreement.decided(decided)
    page = said(platform, f"/payments/{1:032x}")
    assert "flag score 0.910, from state. The job decided otherwise." in page
    assert "Differs in: action." in page


def test_the_overview_says_how_soon_answers_on_request_were_there(
    shown: Site, platform: Visitor
) -> None:
    assert "at the 99th percentile" not in said(platform, "")
    quick = msgspec.structs.replace(payment_decision(1), stage_us={"states": 1_950})
    shown.agreement.answered(Answer(decision=quick, basis="state"))
    page = said(platform, "")
    assert re.search(r"decided in (1\.9|2\.0)\d* ms at the median, \S+ ms at the 99th", page)


def test_a_label_stands_by_its_payment(shown: Site, platform: Visitor) -> None:
    plain = payment_decision(1)
    label = Label(
        "l", plain.transaction_id, "c-1", OWN, "chargeback", plain.event_time_ms, 1_736_121_602_000
    )
    named = msgspec.structs.replace(plain, decision_id=decision_id(label))
    shown.decide(named, payment_decision(5))
    shown.label(label)
    assert "fraud chargeback, 2025-01-06 00:00:02 UTC" in said(
        platform, f"/payments/{named.decision_id}"
    )
    assert "Frauds found 1 EUR" in said(platform, "")


def test_own_fields_that_are_carried_are_shown_to_who_may_explain(
    shown: Site, platform: Visitor
) -> None:
    carried = {"mcc": "5411", "terminal": 10_001, "contactless": True, "note": "<b>\u202e"}
    shown.decide(msgspec.structs.replace(payment_decision(1), fields=carried), payment_decision(2))
    page = said(platform, f"/payments/{1:032x}")
    assert "Own fields mcc 5411 terminal 10001 contactless yes note <b>" in page
    assert "\u202e" not in page
    assert "Own fields" not in said(platform, f"/payments/{2:032x}")
    with visitor(shown, shown.key("read")) as reader:
        assert "Own fields" not in said(reader, f"/payments/{1:032x}")


def test_a_payment_that_is_not_kept_is_not_found(platform: Visitor) -> None:
    assert "No decision of this id is kept here." in said(platform, "/payments/none", 404)


@pytest.mark.parametrize("path", ["/nonsense", "/non/sense", "/payments", "/decisions/none"])
def test_what_is_at_no_path_is_told_as_a_page(shown: Site, path: str) -> None:
    with visitor(shown) as client:
        answer = client.get(f"/dashboard{path}")
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "No such page. To the overview" in said(client, path, 404)


def test_pages_and_scripts_name_their_characters_once(platform: Visitor) -> None:
    script = re.search(r"/dashboard/static/theme\.js\?v=\w+", platform.get("/dashboard").text)
    assert script is not None
    types = [
        platform.get(path).headers["content-type"]
        for path in ("/dashboard/sign-in", "/dashboard", script[0])
    ]
    html = "text/html; charset=utf-8"
    assert types == [html, html, "text/javascript; charset=utf-8"]


def test_a_merchant_shows_its_payments_and_stored_features(shown: Site, platform: Visitor) -> None:
    shown.decide(payment_decision(1), payment_decision(2, merchant_id=OTHERS))
    page = platform.get(f"/dashboard/merchant?id={OWN}").text
    amounts = json.loads(unescape(page.split('data-amounts="')[1].partition('"')[0]))
    assert amounts == {
        "time_s": [1_736_121_601.0],
        "amount": [12.5],
        "action": ["block"],
        "currency": "EUR",
    }
    assert "In the last 1h merchant_count 5" in said(platform, f"/merchant?id={OWN}")


def test_a_card_without_stored_features_says_so(shown: Site, platform: Visitor) -> None:
    shown.decide(payment_decision(1))
    page = said(platform, "/card?id=c-1")
    assert "Amounts of the 1 payment" in page
    assert "The store has no features of this card." in page
    assert "No payment of this card is kept." in said(platform, "/card?id=none")


def test_every_page_lets_scripts_and_styles_come_from_here_alone(
    shown: Site, platform: Visitor
) -> None:
    shown.decide(payment_decision(1))
    paths = ["", "/decisions", f"/payments/{1:032x}", "/card?id=c-1", "/payments/none", "/sign-in"]
    for path in paths:
        answer = platform.get(f"/dashboard{path}")
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        assert " style=" not in answer.text
        assert " onclick=" not in answer.text
        assert "<script>" not in answer.text
        assert "<style" not in answer.text
    assert len(paths) == 6


def test_what_a_page_loads_is_there_and_stays_in_the_browser(platform: Visitor) -> None:
    page = platform.get("/dashboard").text
    found = [part.partition('"')[0] for part in page.split('"/dashboard/static/')[1:]]
    assert len(found) >= 8
    answers = [platform.get(f"/dashboard/static/{one}") for one in found]
    assert {answer.status_code for answer in answers} == {200}
    assert all("immutable" in answer.headers["cache-control"] for answer in answers)
    assert platform.get("/dashboard/static/none.js").status_code == 404


def test_the_files_of_others_are_those_that_the_notice_names() -> None:
    vendor = STATIC / "vendor"
    notice = (vendor / "NOTICE").read_text(encoding="utf-8")
    files = [path for path in vendor.iterdir() if path.suffix in {".js", ".css"}]
    assert len(files) == 4
    for path in files:
        part = notice.partition(path.name)[2].partition("\n\n")[0]
        assert sha256(path.read_bytes()).hexdigest() in part
        licence = next(word.strip(",") for word in part.split() if word.startswith("LICENSE-"))
        assert (vendor / licence).exists()


def test_the_root_leads_to_the_dashboard(platform: Visitor) -> None:
    assert platform.get("/", follow_redirects=False).headers["location"] == "/dashboard"
