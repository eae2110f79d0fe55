"""The lock under version control against the job as the code is now.

It fails? Then the state that the job keeps has changed: `revstream state-lock --check` says how.
"""

import pytest
from msgspec.structs import replace
from pyflink.common import Types

from features.shared.state.log_element import LogKind
from jobs.fraud.job import FRAUD
from jobs.fraud.settings import load_settings
from jobs.fraud.state_lock import PRODUCTION, fraud_state_lock
from jobs.recommendations.job import RECOMMENDATIONS
from jobs.recommendations.state_lock import recommendation_state_lock
from jobs.shared.state_lock.compatibility import incompatibilities
from jobs.shared.state_lock.contents import contents
from jobs.shared.state_lock.difference import differences
from jobs.shared.state_lock.graph import read_graph
from jobs.shared.state_lock.lock import StateLock
from jobs.shared.state_lock.python_states import TopologyError
from tests.jobs.state_lock.changed_stages import renamed_logs, renamed_uid
from tests.jobs.state_lock.committed import OF_RECOMMENDATIONS, committed

pytestmark = pytest.mark.usefixtures("jvm")


def test_the_committed_lock_is_that_of_the_topology() -> None:
    assert differences(committed(), fraud_state_lock()) == []


def test_the_committed_lock_of_recommendations_is_that_of_its_topology() -> None:
    assert differences(committed(OF_RECOMMENDATIONS), recommendation_state_lock()) == []


def test_a_changed_uid_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.shared.sources._uid", renamed_uid)
    [lost] = incompatibilities(committed(), _lock_now())
    assert lost.what.startswith("operator payments-source (StreamSource: FlinkKinesisConsumer) has")


def test_a_changed_state_name_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FRAUD.logs[0], "name", "card-log-v2")
    monkeypatch.setattr("udfs.shared.keyed_stage.KeyLogs", renamed_logs)
    whats = [lost.what for lost in incompatibilities(committed(), _lock_now())]
    assert whats == [
        "operator card-features: state card-log-v1 is gone",
        "card-log-v1: it is read no more",
    ]


def test_a_changed_type_of_a_state_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("udfs.shared.key_logs.Types.PICKLED_BYTE_ARRAY", Types.STRING)
    whats = [lost.what for lost in incompatibilities(committed(), _lock_now())]
    assert [what.partition(" (")[0] for what in whats] == [
        f"operator {uid}: state {name}: serializer: ListSerializer<BytePrimitiveArraySerializer>"
        for uid, name in (
            ("card-features", "card-log-v1"),
            ("merchant-features-and-decision", "merchant-log-v1"),
        )
    ]


def test_a_dropped_reader_of_an_old_kind_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    newest = dict(list(FRAUD.logs[0].snapshots.items())[1:])
    monkeypatch.setattr(FRAUD.logs[0], "snapshots", newest)
    described, structs = contents(FRAUD.logs)
    now = replace(committed(), contents=described, structs=structs)
    [lost] = incompatibilities(committed(), now)
    assert lost.what == "card-log-v1: kind 0x12 (CARD_SNAPSHOT_V1) has no reader"


def test_other_key_groups_are_found() -> None:
    graph = read_graph(FRAUD, load_settings({}, PRODUCTION | {"job.max_parallelism": "64"}))
    now = replace(committed(), max_parallelism=graph.max_parallelism)
    [lost] = incompatibilities(committed(), now)
    assert lost.what == "max parallelism: 128 -> 64"


def test_a_setting_that_renames_an_operator_with_state_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("jobs.shared.store_output.set_planned_uid", lambda *_: None)
    with pytest.raises(TopologyError, match=r"operator \d+_window-aggregate .* labels.uri is none"):
        fraud_state_lock()


def test_an_operator_of_an_unknown_class_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.shared.state_lock.operator_states._STATELESS", frozenset())
    with pytest.raises(TopologyError, match="not known whether it keeps state"):
        _lock_now()


def test_every_kind_of_the_logs_is_in_the_lock() -> None:
    listed = {
        key
        for logs in (FRAUD.logs, RECOMMENDATIONS.logs)
        for log in logs
        for key in contents(logs)[0][log.name].kinds
    }
    assert sorted(listed) == sorted(f"0x{kind:02x}" for kind in LogKind)


def _lock_now() -> StateLock:
    """The lock of the topology with everything, without asking what settings leave out."""
    graph = read_graph(FRAUD, load_settings({}, PRODUCTION))
    described, structs = contents(FRAUD.logs)
    return replace(
        committed(),
        operators=tuple(graph.stateful.values()),
        contents=described,
        structs=structs,
    )
