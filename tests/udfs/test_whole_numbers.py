"""A payment whose features or rules multiply beyond all bounds is decided like any other."""

import json
from pathlib import Path

import msgspec

from features.fraud.definitions import parse_definitions
from features.fraud.definitions_content import content_of
from features.shared.limits import HistoryLimits
from tests.features.payments import START_MS, a_payment
from tests.udfs.flink_stand_ins import Context
from udfs.fraud.decision_stage import DecisionSettings, DecisionStage
from udfs.fraud.enriched import EnrichedPayment
from udfs.fraud.hop_stage import HopSettings
from udfs.fraud.loading import DEFAULT, DeciderLoader, PlanLoader

LIMITS = HistoryLimits()


def product(name: str, doublings: int = 7) -> str:
    """128 factors, which the language takes: nested by pairs."""
    for _ in range(doublings):
        name = f"({name} * {name})"
    return name


DEFINITIONS = parse_definitions(
    "version: 1\nextends: shipped\nfeatures:\n"
    "  - {name: g0, value: amount_minor + 1, description: S.}\n"
    f"  - {{name: g1, value: {product('g0')}, description: S.}}\n"
    f"  - {{name: g2, value: {product('g1')}, description: S.}}\n"
    f"  - {{name: g3, value: {product('g2')}, missing: 3, description: S.}}\n",
    "own.yaml",
)
RULES = f"""\
version: 1
rules:
  - {{id: large, version: 1, expression: {product("amount_minor", 6)} > 0, action: flag, reason: A}}
  - {{id: none, version: 1, expression: g2 > 0, action: block, reason: B.}}
"""


def test_the_payment_is_decided_with_the_feature_missing(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(RULES)
    loader = DeciderLoader(str(rules), DEFAULT, "1", content_of(DEFINITIONS))
    load_plan = PlanLoader(content_of(DEFINITIONS), LIMITS, loader.needed())
    *earlier, last = load_plan().hops
    hop = HopSettings(
        load_plan=load_plan, place=len(earlier), limits=LIMITS, cache_bytes=100_000, one_core=False
    )
    stage, context = (
        DecisionStage(
            DecisionSettings(hop=hop, writer_buckets=1, with_updates=False, load_decider=loader)
        ),
        Context(),
    )
    stage.open(context)
    enriched = EnrichedPayment(
        payment=a_payment(START_MS, 10**12),
        values=tuple(hop.nothing for hop in earlier),
        incomplete=(),
        late=False,
        watermark_ms=START_MS,
        read_at_ms=START_MS,
        stage_us=(0,) * (len(earlier) + 1),
    )
    [row, *_] = stage.process_element(msgspec.msgpack.encode(enriched), context)
    decision = json.loads(row[0])
    assert [hit["id"] for hit in decision["rule_hits"]] == ["large"]
    found = {name: decision["features"][name] for name in ("g0", "g1", "g2", "g3")}
    assert found == {"g0": 10**12 + 1, "g1": None, "g2": None, "g3": 3}
    assert last.name == "merchant"
