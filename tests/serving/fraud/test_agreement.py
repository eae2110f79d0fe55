"""What the job decides beside what was said on request."""

import msgspec
import pytest

from events.fraud.decision import Decision
from events.shared.model_ref import ModelRef
from serving.fraud.agreement import Agreement, differing
from serving.fraud.answer import Answer
from tests.serving.decisions import decision


def said(number: int, **fields: object) -> Answer:
    return Answer(decision=decided(number, **fields), basis="state")


def decided(number: int, **fields: object) -> Decision:
    own: dict[str, object] = {"decision_id": f"d-{number}", **fields}
    return msgspec.structs.replace(decision(), **own)


def test_answers_that_the_job_decides_likewise_agree_and_others_are_listed() -> None:
    agreement = Agreement()
    for number in range(3):
        agreement.answered(said(number, action="allow"))
    assert agreement.waiting == 3
    agreement.decided(decided(0, action="allow", stage_us={"in_job": 7}))
    agreement.decided(decided(1, action="block", score=0.5))
    agreement.decided(decided(99))
    assert agreement.counts == {"agree": 1, "differ": 1, "other_versions": 0, "unmatched": 0}
    [difference] = agreement.differences()
    assert (difference.decision_id, difference.said, difference.decided) == (
        "d-1",
        "allow",
        "block",
    )
    assert difference.fields == ("action", "score")
    assert agreement.waiting == 1


def test_a_decision_that_comes_before_its_answer_is_compared_all_the_same() -> None:
    agreement = Agreement()
    agreement.decided(decided(0, action="allow"))
    agreement.decided(decided(1, action="allow"))
    agreement.answered(said(0, action="allow"))
    agreement.answered(said(1, action="block"))
    assert agreement.counts == {"agree": 1, "differ": 1, "other_versions": 0, "unmatched": 0}
    assert agreement.waiting == 0
    assert agreement.answer_to("d-1", said(1).decision.merchant_id) == said(1, action="block")


def test_what_was_said_to_one_merchant_is_no_answer_to_anothers_payment() -> None:
    agreement = Agreement()
    agreement.decided(decided(0, merchant_id="early"))
    for number in range(2):
        agreement.answered(said(number, merchant_id="m-1", action="allow"))
    agreement.decided(decided(1, merchant_id="m-2", action="block"))
    assert (agreement.differences(), agreement.waiting) == ([], 2)
    assert agreement.answer_to("d-1", "m-2") is None
    assert agreement.answer_to("d-1", "m-1") == said(1, merchant_id="m-1", action="allow")


def test_of_decisions_that_nobody_asks_about_the_oldest_are_forgotten() -> None:
    agreement = Agreement()
    for number in range(1_001):
        agreement.decided(decided(number))
    agreement.answered(said(0))
    agreement.answered(said(1))
    assert (agreement.counts["agree"], agreement.waiting) == (1, 1)


@pytest.mark.parametrize("part", ["ruleset", "model", "definitions"])
def test_what_another_version_decided_is_no_difference_and_is_counted_apart(part: str) -> None:
    agreement = Agreement()
    other = {"model": ModelRef("fraud", "2", "0" * 64)}.get(part, "of another file")
    agreement.answered(said(0, action="allow"))
    agreement.decided(decided(0, action="block", **{part: other}))
    assert agreement.counts == {"agree": 0, "differ": 0, "other_versions": 1, "unmatched": 0}
    assert (agreement.differences(), agreement.waiting) == ([], 0)
    answer = agreement.answer_to("d-0", said(0).decision.merchant_id)
    assert answer is not None
    assert answer.decision.action == "allow"


def test_a_feature_that_differs_is_named() -> None:
    one, other = decided(1, features={"a": 1, "b": None}), decided(1, features={"a": 2, "c": 3})
    assert differing(one, other) == ("a", "c")
    assert differing(one, one) == ()


@pytest.mark.parametrize("field", ["late", "tier", "ruleset", "definitions"])
def test_any_part_of_a_decision_counts_but_its_times(field: str) -> None:
    other = {"late": True, "tier": "model", "ruleset": "other", "definitions": "other"}[field]
    assert differing(decided(1), decided(1, **{field: other})) == (field,)
    assert differing(decided(1), decided(1, stage_us={"rules": 9}, job_version="other")) == ()


def test_how_long_answers_took_is_kept_by_time() -> None:
    now_s = 1_000.0
    agreement = Agreement(now_s=lambda: now_s)
    for number in range(3):
        agreement.answered(said(number, stage_us={"states": 1_900, "model": 100}))
    last = agreement.latencies.last(1_000, 60)
    assert last is not None
    assert last.count == 3
    assert last.p50_ms == pytest.approx(2, rel=0.06)
    assert agreement.latencies.last(2_000, 60) is None
