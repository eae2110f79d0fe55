"""The whole job in a MiniCluster, over a stream with every kind of disorder."""

from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace
from redis import Redis

from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from events.shared.card_numbers import masked
from events.shared.time_units import HOUR_MS
from features.fraud.catalogue import CARD_FEATURES, FEATURE_NAMES, PAYMENT_FEATURES
from features.fraud.replay_file import ReplayCounts, replay_lines
from features.fraud.replayer import Replayer
from features.shared.limits import HistoryLimits
from online_store.connection import StoreSettings, connect
from servers.valkey import ValkeyServer, valkey_server
from serving.fraud.answer import Answer
from simulator.disorder_settings import Disorder
from simulator.files import write_records
from simulator.record import SimulatedRecord
from simulator.scenario import Scenario, wire_records
from tests.jobs.outputs import Outputs, Record, differing_rows, run_on_file
from tests.oracles.replay_oracle import NaiveReplay
from tests.serving.fraud.asking import Asker, asking, shipped

NOW_MS = 1_790_000_000_000
SCENARIO = Scenario(seed=11, cards=40, merchants=60, days=34, payments=2_400, fraud_rate=0.02)
DISORDER = Disorder(
    swapped_rate=0.1, duplicate_rate=0.05, late_rate=0.02, malformed_rate=1_000 / 2_400
)


@dataclass(frozen=True)
class Run:
    """One run of the job: what went in, what came out, what is in the store."""

    records: list[SimulatedRecord]
    source: Path
    outputs: Outputs
    store: Redis

    def of_kind(self, *kinds: str) -> list[SimulatedRecord]:
        """The input records of some kinds."""
        return [record for record in self.records if record.kind in kinds]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyServer]:
    with valkey_server(folder=tmp_path_factory.mktemp("store")) as server:
        yield server


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, store: ValkeyServer) -> Run:
    folder = tmp_path_factory.mktemp("fraud-job")
    records = wire_records(SCENARIO, DISORDER)
    source = folder / "payments.jsonl"
    write_records(records, source)
    outputs = run_on_file(source, folder / "out", store__url=store.url, store__state_items="5000")
    return Run(records, source, outputs, connect(StoreSettings(store.url, 10_000, 10_000)))


def test_decisions_rejections_and_duplicates_add_up_to_the_records_in(run: Run) -> None:
    out = run.outputs
    assert len(out.decisions) + len(out.rejected) + len(out.duplicates) == len(run.records)


def test_every_payment_that_is_no_duplicate_has_exactly_one_decision(run: Run) -> None:
    decided = Counter(decision["transaction_id"] for decision in run.outputs.decisions)
    assert decided == Counter(r.transaction_id for r in run.of_kind("payment", "late"))


def test_a_thousand_malformed_records_are_all_rejected_with_their_cause(run: Run) -> None:
    malformed = run.of_kind("malformed")
    rejected = Counter((r["cause"], b64decode(r["raw_base64"])) for r in run.outputs.rejected)
    assert len(malformed) == 1_000
    assert rejected == Counter((r.cause, masked(r.raw)) for r in malformed)


def test_duplicates_are_recorded_with_the_decision_their_payment_got(run: Run) -> None:
    ids = {d["transaction_id"]: d["decision_id"] for d in run.outputs.decisions}
    assert len(run.outputs.duplicates) == len(run.of_kind("duplicate"))
    assert all(d["decision_id"] == ids[d["transaction_id"]] for d in run.outputs.duplicates)


def test_late_payments_get_a_rules_only_decision_and_a_copy(run: Run) -> None:
    late = {d["transaction_id"]: d for d in run.outputs.decisions if d["late"]}
    assert set(late) == {record.transaction_id for record in run.of_kind("late")}
    assert {copy["transaction_id"] for copy in run.outputs.late} == set(late)
    assert all(d["tier"] == "rules" and d["score"] is None for d in late.values())
    own = {feature.name for feature in PAYMENT_FEATURES}
    assert all(set(decision["features"]) == own for decision in late.values())


def test_every_feature_equals_the_naive_oracle(run: Run) -> None:
    oracle = NaiveReplay(HistoryLimits())
    decided = run.outputs.by_transaction
    mismatches = []
    for payment in _payments(run):
        kind, values = oracle.feed(payment)
        if kind == "accepted":
            features = decided[payment.transaction_id]["features"]
            expected = dict(zip(FEATURE_NAMES, values, strict=True))
            mismatches += [name for name in FEATURE_NAMES if features[name] != expected[name]]
    assert Counter(mismatches) == Counter()


def test_the_replayer_writes_the_same_features_as_the_job(run: Run) -> None:
    with run.source.open("rb") as lines:
        rows = list(replay_lines(lines, NOW_MS, ReplayCounts()))
    decided = run.outputs.by_transaction
    assert len(rows) == len(decided)
    assert differing_rows(rows, decided) == []


def test_scored_payments_carry_score_model_and_rules(run: Run) -> None:
    scored = [d for d in run.outputs.decisions if d["tier"] == "model"]
    assert scored
    for decision in scored:
        assert 0 <= decision["score"] <= 1
        assert decision["rule_hits"] == []
        assert len(decision["model"]["sha256"]) == 64
        assert len(decision["ruleset"]) == 64
    assert all(d["reasons"] for d in run.outputs.decisions if d["action"] != "allow")


def test_each_stage_is_timed(run: Run) -> None:
    stages = {"decode", "card_features", "merchant_features", "rules", "model", "in_job"}
    assert len(run.outputs.decisions) > 1_000
    assert all(set(d["stage_us"]) == stages for d in run.outputs.decisions)


def test_a_card_and_a_merchant_update_go_out_for_every_payment_on_time(run: Run) -> None:
    on_time = len(run.of_kind("payment"))
    entities = Counter(update["entity"] for update in run.outputs.features)
    assert entities == {"card": on_time, "merchant": on_time}


def test_the_store_holds_the_newest_features_of_every_card(run: Run) -> None:
    newest: dict[str, Record] = {}
    for update in run.outputs.features:
        if update["entity"] == "card":
            seen = newest.get(update["entity_id"])
            if seen is None or update["event_time_ms"] >= seen["event_time_ms"]:
                newest[update["entity_id"]] = update
    assert newest != {}
    for card_id, update in newest.items():
        stored: dict[str, str] = run.store.hgetall(f"features:card:{card_id}")  # type: ignore[assignment]
        assert stored["event_time_ms"] == str(update["event_time_ms"])
        assert run.store.ttl(f"features:card:{card_id}") > 0
        names = {name for name in stored if name.startswith("card_")}
        values = update["values"]
        assert names == {f.name for f in CARD_FEATURES if values[f.name] is not None}


def test_a_decision_on_request_is_what_the_job_would_have_decided_next(
    run: Run, store: ValkeyServer
) -> None:
    replayer = Replayer(HistoryLimits(), plan=shipped().load_plan())
    payments = list(_payments(run))
    for payment in payments:
        replayer.feed(payment)
    # One of each card, later than all. Of a merchant, each counts those asked about before it.
    later_ms = max(one.event_time_ms for one in payments) + HOUR_MS
    probes = {
        one.card_id: replace(one, event_time_ms=later_ms, transaction_id=f"p-{one.card_id}")
        for one in payments
    }

    async def ask(asker: Asker) -> list[Answer]:
        return [await asker.decided(probe) for probe in probes.values()]

    answers = asking(store.url, ask)
    assert len(answers) == SCENARIO.cards
    assert {one.basis for one in answers} == {"state"}
    expected = [replayer.feed(probe).values for probe in probes.values()]
    assert [tuple(one.decision.features.values()) for one in answers] == expected


def _payments(run: Run) -> Iterator[Payment]:
    decoder = PaymentDecoder()
    for record in run.of_kind("payment", "late", "duplicate"):
        payment = decoder.decode(record.raw, NOW_MS)
        if isinstance(payment, Payment):
            yield payment
