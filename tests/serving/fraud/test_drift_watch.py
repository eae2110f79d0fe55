"""Drift while decisions come in: counted as they come, compared now and then."""

import json
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import msgspec
import pytest
from httpx import Response
from litestar.testing import TestClient
from prometheus_client import CollectorRegistry, generate_latest

from events.fraud.label import Label
from jobs.fraud.settings import load_settings
from models.fraud.shipped_model import SHIPPED_MODEL
from monitoring.drift.monitor import DriftMonitor
from serving.api.access import Access
from serving.api.app import create_app
from serving.api.drift import DriftCollector, drift_handlers
from serving.fraud.drift_watch import DriftWatch, drift_watch
from serving.shared.keys.key_ring import KeyRing
from serving.shared.token_bucket import TokenBuckets
from tests.monitoring.drift.small_profiles import MODEL, PROFILE, START_MS
from tests.serving.api.served import NOW_S, PLENTY, Keys
from tests.serving.drifting import come, compared, small_watch


@pytest.fixture
def watch() -> DriftWatch:
    return small_watch()


def levels(watch: DriftWatch) -> dict[tuple[str, str], str]:
    report = compared(watch)
    return {(one.feature, one.window): one.level for one in report.findings if one.measure == "psi"}


def test_amounts_that_changed_are_an_alarm_and_others_are_not(watch: DriftWatch) -> None:
    watch.heard(come(3_000, 15.0), is_live=False)
    assert levels(watch)["amount", "day"] == "ok"
    watch.forget()
    watch.heard(come(3_000, 500.0), is_live=False)
    assert levels(watch)["amount", "day"] == "alarm"


def test_what_was_there_at_the_start_is_compared_as_soon_as_all_of_it_was_read(
    watch: DriftWatch,
) -> None:
    watch.heard(come(3_000, 500.0), is_live=False)
    assert watch.report is None
    watch.heard([], is_live=True)
    assert watch.report is not None
    assert watch.report.level == "alarm"
    first = watch.report
    watch.heard(come(10, 15.0, 3_000), is_live=True)
    assert watch.report is first


def test_of_many_that_come_together_some_are_counted_and_the_others_are_told(
    watch: DriftWatch,
) -> None:
    for begin in range(0, 1_000, 25):
        watch.heard(come(25, 15.0, begin), is_live=True)
    report = compared(watch)
    counted = {one.name: one.decisions for one in report.windows}
    assert counted["week"] + watch.left_out == 1_000
    assert watch.left_out == 40 * (25 - 9)


def test_with_another_model_in_force_all_begins_anew_beside_its_own_profile() -> None:
    models = [MODEL]
    monitors = [None, DriftMonitor(PROFILE, MODEL.sha256)]
    watch = DriftWatch(monitors.pop, 10, lambda: models[0])
    watch.heard(come(3_000, 500.0), is_live=False)
    assert watch.compare() is not None
    models[0] = msgspec.structs.replace(MODEL, version="next")
    assert watch.compare() is None
    watch.heard(come(10, 15.0, 3_000), is_live=True)
    watch.heard_label(Label("l", "t", "c", "m", "chargeback", START_MS, START_MS))
    assert (watch.compare(), monitors) == (None, [])


def test_a_profile_that_is_damaged_later_ends_no_service(tmp_path: Path) -> None:
    own = tmp_path / "model"
    copytree(SHIPPED_MODEL, own)
    settings = load_settings({}, {"source.uri": "file:none", "decision.model": str(own)})
    models = [MODEL]
    watch = drift_watch(settings, lambda: models[0])
    assert watch is not None
    (own / "profile.json").write_bytes(b"{}")
    models[0] = msgspec.structs.replace(MODEL, version="next")
    assert watch.compare() is None


def test_the_shipped_model_is_watched_and_one_without_a_profile_is_not(tmp_path: Path) -> None:
    settings = load_settings({}, {"source.uri": "file:none"})
    assert drift_watch(settings) is not None
    without = tmp_path / "model"
    copytree(SHIPPED_MODEL, without)
    manifest = json.loads((without / "manifest.json").read_text(encoding="utf-8"))
    del manifest["profile_sha256"]
    (without / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert drift_watch(replace(settings, decision_model=str(without))) is None


def asked(watch: DriftWatch, folder: Path, merchants: tuple[str, ...] | None) -> Response:
    keys = Keys(folder / "keys.json")
    headers = keys.headers(merchants=merchants)
    ring = KeyRing(keys.path, now_s=lambda: NOW_S)
    app = create_app(Access(ring, TokenBuckets(PLENTY)), drift_handlers(watch))
    with TestClient(app) as client:
        return client.get("/v1/drift", headers=headers)


def test_the_platform_reads_what_changed_and_no_merchant_does(
    watch: DriftWatch, tmp_path: Path
) -> None:
    assert asked(watch, tmp_path, None).json() == {
        "level": "not_compared",
        "findings": [],
        "left_out": 0,
    }
    watch.compare()
    assert asked(watch, tmp_path, None).json()["level"] == "too_few"
    watch.heard(come(3_000, 500.0), is_live=False)
    watch.compare()
    answer = asked(watch, tmp_path, None).json()
    assert answer["level"] == "alarm"
    assert {"amount"} < {one["feature"] for one in answer["findings"]}
    assert {one["level"] for one in answer["findings"]} <= {"alarm", "warn"}
    assert asked(watch, tmp_path, ("m-own",)).status_code == 403


def test_metrics_have_the_number_of_findings_and_each_that_is_not_ok(watch: DriftWatch) -> None:
    registry = CollectorRegistry()
    registry.register(DriftCollector(watch))
    assert b"drift_findings{" not in generate_latest(registry)
    watch.heard(come(3_000, 500.0), is_live=False)
    watch.compare()
    text = generate_latest(registry).decode()
    assert 'revstream_serving_drift_findings{level="alarm",window="day"}' in text
    assert 'revstream_serving_drift{feature="amount",level="alarm",measure="psi"' in text
    assert "revstream_serving_drift_left_out_total 0.0" in text
