"""A decision, written and read back, is decided again from itself alone."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.fraud.decision import Decision
from events.fraud.payment import Payment
from events.shared.feature_value import FeatureValue
from events.shared.json_records import encode
from features.fraud.catalogue import FEATURE_NAMES, FEATURES, PAYMENT_FEATURES
from models.fraud.decider import Decider
from models.fraud.explanation.reproduction import Check, reproduce
from models.fraud.rules import catalogue_schema, load_default_rules, parse_fraud_rules
from models.shared.rules import RuleSet
from models.shared.scorer import OnnxScorer
from tests.models.rules.settled_payments import ORDINARY, SETTLED
from tests.models.tiny_model import tiny_artifact

SCHEMA = catalogue_schema()
DEFAULT = load_default_rules(SCHEMA)
ON_TEXTS = parse_fraud_rules(
    """
version: 1
rules:
  - {id: abroad, version: 1, expression: 'country not in ("DE", "FR")', action: flag, reason: A}
  - {id: cash, version: 2, expression: 'channel == "atm" and amount_minor > 5', action: block, reason: B}
  - {id: no_history, version: 1, expression: 'is_missing(card_count_1h) and currency != "EUR"', action: flag, reason: C}
  - {id: quiet, version: 1, expression: 'card_count_1h <= 1 and starts_with(currency, "C")', action: allow, reason: D}
""",  # noqa: E501 - a rule a line
    "on_texts.yaml",
    SCHEMA,
)
SCORER = OnnxScorer(tiny_artifact(), FEATURE_NAMES)
DECIDERS = {rules.sha256: Decider(rules, SCORER, "1", lambda: 0) for rules in (DEFAULT, ON_TEXTS)}
TEXTS: Mapping[str, st.SearchStrategy[str]] = {
    "currency": st.sampled_from(["EUR", "CHF", "JPY"]),
    "country": st.sampled_from(["DE", "FR", "US"]),
    "channel": st.sampled_from(["pos", "atm", "ecommerce"]),
}
PLAIN = {"currency": "EUR", "country": "FR", "channel": "pos"}
NUMBERS: Mapping[str, st.SearchStrategy[FeatureValue]] = {
    "int": st.integers(0, 2**53),
    "float": st.floats(0, 1e300),
    "bool": st.booleans(),
}


def near(signs: Mapping[str, object]) -> dict[str, FeatureValue]:
    """An ordinary payment's features, but for `signs`."""
    values: dict[str, Any] = {**ORDINARY, **signs}
    return {name: values[name] for name in FEATURE_NAMES}


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, FeatureValue], dict[str, str], bool]:
    """Values, texts of the payment and whether it is late: near a default rule, some changed."""
    values = near(SETTLED[draw(st.sampled_from(sorted(SETTLED)))])
    for feature in draw(st.lists(st.sampled_from(FEATURES), max_size=3)):
        missing = st.none() if feature.nullable else st.nothing()
        values[feature.name] = draw(missing | NUMBERS[feature.kind])
    return values, {name: draw(text) for name, text in TEXTS.items()}, draw(st.booleans())


def decided(
    values: Mapping[str, FeatureValue], texts: Mapping[str, str], rules: RuleSet, *, late: bool
) -> Decision:
    """What the job would write, read back."""
    payment = Payment(
        transaction_id="tx-1",
        card_id="card-1",
        merchant_id="merchant-1",
        amount_minor=1,
        currency=texts["currency"],
        country=texts["country"],
        channel=texts["channel"],
        event_time_ms=1_700_000_000_000,
    )
    row = [values[feature.name] for feature in (PAYMENT_FEATURES if late else FEATURES)]
    decider = DECIDERS[rules.sha256]
    verdict = decider.judge(payment, row, late=late)
    written = encode(decider.decision(payment, row, verdict, {}, late=late))
    return msgspec.json.decode(written, type=Decision)


def rules_check(decision: Decision, rules: RuleSet) -> Check:
    (check,) = (check for check in reproduce(decision, SCORER, rules) if check.name == "rules")
    return check


@pytest.mark.parametrize("rules", [DEFAULT, ON_TEXTS], ids=["default", "on texts"])
@given(case=cases())
def test_every_rule_says_the_same_again_of_what_was_written(
    rules: RuleSet, case: tuple[dict[str, FeatureValue], dict[str, str], bool]
) -> None:
    values, texts, late = case
    checks = reproduce(decided(values, texts, rules, late=late), SCORER, rules)
    assert [check.detail for check in checks if not check.holds] == []
    said = next(check.detail for check in checks if check.name == "rules")
    assert said == f"all {len(rules.rules)} rules say the same again"


@given(case=cases(), others=st.fixed_dictionaries(dict(TEXTS)))
def test_other_texts_hold_exactly_where_they_lead_to_the_same_hits(
    case: tuple[dict[str, FeatureValue], dict[str, str], bool], others: dict[str, str]
) -> None:
    values, texts, late = case
    decision = decided(values, texts, ON_TEXTS, late=late)
    other = decided(values, others, ON_TEXTS, late=late)
    changed = msgspec.structs.replace(decision, **others)
    assert rules_check(changed, ON_TEXTS).holds == (other.rule_hits == decision.rule_hits)


@pytest.mark.parametrize(
    ("rule", "texts"),
    [
        ("impossible_travel", {"channel": "ecommerce"}),
        ("large_at_new_merchant_at_night", {"currency": "JPY"}),
        ("very_large_at_new_merchant", {"currency": "JPY"}),
        ("routine_small_payment", {"currency": "JPY"}),
    ],
)
def test_a_default_rule_on_the_payment_itself_is_run_again(
    rule: str, texts: dict[str, str]
) -> None:
    decision = decided(near(SETTLED[rule]), PLAIN, DEFAULT, late=False)
    assert [hit.id for hit in decision.rule_hits] == [rule]
    assert rules_check(decision, DEFAULT).holds
    check = rules_check(msgspec.structs.replace(decision, **texts), DEFAULT)
    assert check.detail == f"none matched again, recorded {rule}"


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("lacking", sorted(TEXTS))
def test_a_record_without_a_text_that_rules_read_says_so(lacking: str, late: bool) -> None:  # noqa: FBT001
    decision = decided(near({}), PLAIN, ON_TEXTS, late=late)
    check = rules_check(msgspec.structs.replace(decision, **{lacking: None}), ON_TEXTS)
    assert not check.holds
    assert check.detail == f"the record has no {lacking}, which rules read"


@pytest.mark.parametrize(("late", "name"), [(False, "card_count_1h"), (True, "amount_minor")])
def test_a_record_without_a_feature_that_rules_read_says_so(late: bool, name: str) -> None:  # noqa: FBT001
    decision = decided(near({}), PLAIN, ON_TEXTS, late=late)
    del decision.features[name]
    check = rules_check(decision, ON_TEXTS)
    assert not check.holds
    assert check.detail == f"the record has no {name}, which rules read"


def test_a_text_that_no_rule_reads_may_lack() -> None:
    decision = decided(near({}), PLAIN, DEFAULT, late=False)
    assert rules_check(msgspec.structs.replace(decision, country=None), DEFAULT).holds
