"""The lock against a real savepoint, and what Flink makes of one that a release does not fit.

payments, labels --Kinesis--> the deployed job --savepoint--> compared with the lock
                                                   |
                                                   +--> changed jobs, started from it
"""

import pytest
from msgspec.structs import replace
from py4j.protocol import Py4JJavaError
from pyflink.common import Types

from jobs.fraud import topology
from jobs.fraud.job import FRAUD
from jobs.fraud.settings import load_settings
from jobs.fraud.sources import payment_records
from jobs.fraud.state_lock import PRODUCTION
from jobs.shared.state_lock.compatibility import incompatibilities
from jobs.shared.state_lock.graph import operator_id, read_graph
from jobs.shared.state_lock.lock import StateLock
from servers.kinesis import KinesisServer
from tests.jobs.state_lock.changed_stages import RenamedStateStage, RetypedStateStage, renamed_uid
from tests.jobs.state_lock.committed import committed
from tests.jobs.state_lock.deployed_job import DECIDED, DeployedJob, deploy, next_payment, running
from tests.jobs.state_lock.savepoint import SavedOperator, read_savepoint

_MIGRATION = "StateMigrationException"
_STARTS = 3

pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("jvm")]


@pytest.fixture(scope="module")
def deployed(
    jvm: None,  # noqa: ARG001 - before it starts
    kinesis: KinesisServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> DeployedJob:
    """One job for all tests here."""
    return deploy(kinesis, tmp_path_factory.mktemp("deployed"))


def test_a_savepoint_holds_what_the_lock_says_and_nothing_else(deployed: DeployedJob) -> None:
    saved, lock = read_savepoint(deployed.savepoint), committed()
    with_state = {name: operator for name, operator in saved.items() if operator.states}
    assert with_state == {
        operator.operator_id: SavedOperator(
            lock.max_parallelism,
            operator.key,
            {state.name: replace(state, content=None) for state in operator.states},
        )
        for operator in lock.operators
    }
    # Not by id: the planner's numbers in them go on from one plan to the next of a JVM.
    assert len(lock.stateless) <= len(saved) - len(with_state)


def test_a_release_with_another_uid_is_refused_by_flink_as_the_lock_said(
    deployed: DeployedJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.shared.sources._uid", renamed_uid)
    [lost] = incompatibilities(committed(), _lock_now())
    assert lost.what.startswith("operator payments-source ")
    with pytest.raises(Py4JJavaError, match=f"for operator {operator_id('payments-source')} to"):
        _start(deployed)


def test_a_release_with_another_state_name_starts_with_empty_histories_as_the_lock_said(
    deployed: DeployedJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topology, "EntryStage", RenamedStateStage)
    [lost] = incompatibilities(committed(), _lock_now())
    assert lost.what == "operator card-features: state card-log-v1 is gone"
    decision = deployed.released(next_payment("after-the-renaming"))
    assert decision["features"]["card_count_30d"] == 1


def test_a_release_with_another_type_of_state_fails_as_the_lock_said(
    deployed: DeployedJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(topology, "EntryStage", RetypedStateStage)
    [lost] = incompatibilities(committed(), _lock_now())
    assert "state card-log-v1: serializer: ListSerializer<BytePrimitiveArray" in lost.what
    failures = _failures(deployed, _MIGRATION)
    assert _MIGRATION in failures[-1], "\n\n".join(map(_causes, failures))


def test_a_release_with_a_further_operator_goes_on_with_all_histories_as_the_lock_said(
    deployed: DeployedJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        topology,
        "payment_records",
        lambda env, settings: (
            payment_records(env, settings)
            .map(lambda record: record, output_type=Types.STRING())
            .uid("payments-passed-on")
        ),
    )
    assert incompatibilities(committed(), _lock_now()) == []
    payment = next_payment("after-the-addition")
    decision = deployed.released(payment)
    assert decision["features"]["card_count_30d"] > DECIDED // 6


def _lock_now() -> StateLock:
    graph = read_graph(FRAUD, load_settings({}, PRODUCTION))
    return replace(committed(), operators=tuple(graph.stateful.values()))


def _failures(deployed: DeployedJob, awaited: str) -> list[str]:
    """What the job, started from the savepoint, fails of, up to the failure that is awaited.

    It is started more than once: the first of its operators to fail names the cause, and beside
    other tests that need not be the one whose state has changed.
    """
    failures: list[str] = []
    for _ in range(_STARTS):
        with pytest.raises(Py4JJavaError) as failed:
            _start(deployed)
        failures.append(str(failed.value))
        if awaited in failures[-1]:
            break
    return failures


def _causes(failure: str) -> str:
    return "\n".join(line for line in failure.splitlines() if not line.startswith("\tat "))


def _start(deployed: DeployedJob) -> None:
    """Start the job as it is now from the savepoint, until it fails."""
    with running(deployed.settings, deployed.folder, deployed.savepoint) as client:
        client.get_job_execution_result().result()
