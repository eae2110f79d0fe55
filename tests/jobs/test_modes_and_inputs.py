"""The same features from every way to run the job."""

import json
from collections import Counter
from pathlib import Path
from urllib.request import urlopen

import pytest

from cli.run.local_cluster import cluster_of
from events.shared.json_records import encode
from features.fraud.catalogue import FEATURE_NAMES
from features.fraud.replayer import Replayer
from jobs.fraud.job import FRAUD
from jobs.fraud.settings import load_settings
from jobs.shared.execution import run_local
from jobs.shared.preflight import PreflightError
from jobs.shared.progress import JobProgress
from jobs.shared.result_folder import ResultFolderError
from machine.ports import LOCALHOST
from servers.metrics_page import metrics_page
from tests.cluster.payments import payments, write
from tests.jobs.outputs import Outputs, read_outputs, run_on_file
from tests.observability.exported import Exported, exported

pytestmark = pytest.mark.timeout(400)

MADE = payments(400)


def _mismatches(outputs: Outputs) -> Counter[str]:
    replayer = Replayer()
    found: Counter[str] = Counter()
    for payment in MADE:
        expected = dict(zip(FEATURE_NAMES, replayer.feed(payment).values, strict=True))
        features = outputs.by_transaction[payment.transaction_id]["features"]
        found.update(name for name in FEATURE_NAMES if features[name] != expected[name])
    return found


def test_process_mode_computes_the_same_features(tmp_path: Path) -> None:
    source = write(MADE, tmp_path / "payments.jsonl")
    outputs = run_on_file(source, tmp_path / "out", job__execution_mode="process")
    assert len(outputs.decisions) == len(MADE)
    assert _mismatches(outputs) == Counter()


def test_a_cluster_with_a_task_manager_a_hop_computes_the_same_and_all_of_it_is_on_one_page(
    tmp_path: Path,
) -> None:
    source = write(MADE, tmp_path / "payments.jsonl")
    places = {"source.uri": f"file:{source}", "sink.uri": f"file:{tmp_path / 'out'}"}
    seen = set()
    metrics: Exported = {}
    with (
        metrics_page(LOCALHOST, 0, 600) as page,
        cluster_of(load_settings({}, places), page.push_url) as (told, port),
    ):

        def look(_: JobProgress) -> None:
            with urlopen(f"http://127.0.0.1:{port}/overview") as answer:
                overview = json.load(answer)
            seen.add((overview["taskmanagers"], overview["slots-available"]))
            with urlopen(page.url) as answer:
                metrics.update(exported(answer.read().decode()))

        summary = run_local(FRAUD, told, look, cluster_port=port)
    assert summary.payments_in == len(MADE)
    assert _mismatches(read_outputs(tmp_path / "out")) == Counter()
    assert (2, 0) in seen
    assert len(metrics["flink_taskmanager_Status_JVM_CPU_Load"]["tm_id"]) == 2
    assert "flink_jobmanager_numRunningJobs" in metrics


def test_a_state_cache_too_small_for_one_card_changes_no_feature(tmp_path: Path) -> None:
    source = write(MADE, tmp_path / "payments.jsonl")
    outputs = run_on_file(source, tmp_path / "out", state__cache_mib="0")
    assert _mismatches(outputs) == Counter()


def test_records_that_json_parsers_could_disagree_on_go_to_one_card_or_to_dead_letters(
    tmp_path: Path,
) -> None:
    good = encode(MADE[0])
    deep = good[:-1] + b',"x":' + b"[" * 1_500 + b"]" * 1_500 + b"}"
    long_number = encode(MADE[3])[:-1] + b',"x":' + b"1" * 1_500 + b"}"
    repeated = encode(MADE[1])[:-1] + b',"card_id":"' + MADE[2].card_id.encode() + b'"}'
    source = tmp_path / "payments.jsonl"
    source.write_bytes(b"\n".join([good, deep, long_number, repeated]))
    outputs = run_on_file(source, tmp_path / "out")
    cards = {MADE[0].card_id, MADE[2].card_id, MADE[3].card_id}
    assert {decision["card_id"] for decision in outputs.decisions} == cards
    assert [(r["cause"], r["size_bytes"]) for r in outputs.rejected] == [
        ("malformed_json", len(deep))
    ]


def test_a_second_run_into_the_same_folder_replaces_the_first_only_if_it_is_told_to(
    tmp_path: Path,
) -> None:
    source = write(MADE[:50], tmp_path / "payments.jsonl")
    run_on_file(source, tmp_path / "out")
    locations = {"source.uri": f"file:{source}", "sink.uri": f"file:{tmp_path / 'out'}"}
    with pytest.raises(ResultFolderError, match="results of an earlier run"):
        run_local(FRAUD, load_settings({}, locations))
    summary = run_local(FRAUD, load_settings({}, locations), overwrite=True)
    assert summary.accounted == len(read_outputs(tmp_path / "out").decisions) == 50


def test_a_run_without_result_files_counts_by_the_job_itself(tmp_path: Path) -> None:
    source = write(MADE, tmp_path / "payments.jsonl")
    decided: list[int] = []
    settings = {"source.uri": f"file:{source}", "source.rate_per_s": "100"}
    summary = run_local(
        FRAUD, load_settings({}, settings), lambda it: decided.append(it.records_decided)
    )
    assert (summary.counted_from, summary.payments_in) == ("job counters", len(MADE))
    assert 0 < decided[-1] <= len(MADE)
    assert 0 < summary.decided["allow"] <= len(MADE)


def test_a_run_that_would_remove_its_own_input_is_refused(tmp_path: Path) -> None:
    source = write(MADE[:5], tmp_path / "rejected.jsonl")
    locations = {"source.uri": f"file:{source}", "sink.uri": f"file:{tmp_path}"}
    with pytest.raises(ResultFolderError, match=r"the run reads rejected\.jsonl in it"):
        run_local(FRAUD, load_settings({}, locations), overwrite=True)
    assert source.exists()


def test_a_source_that_does_not_exist_is_named() -> None:
    with pytest.raises(PreflightError, match=r"no such file: absent\.jsonl"):
        run_local(FRAUD, load_settings({}, {"source.uri": "file:absent.jsonl"}))
