"""A job as deployed: it has decided payments, and left a savepoint."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from py4j.protocol import Py4JJavaError
from pyflink.java_gateway import get_gateway

from events.fraud.payment import Payment
from events.shared.json_records import encode
from jobs.fraud import topology
from jobs.fraud.settings import FraudSettings, load_settings
from jobs.shared.environment import create_environment, rest_options
from machine.ports import free_ports
from servers.kinesis import KinesisServer
from tests.cluster.payments import payments
from tests.jobs.kinesis_io import StreamReader, put, wait_for

DECIDED = 60
STREAMS = ("payments", "labels", "decisions", "dead-letters", "late-payments", "features")
_TIMEOUT_S = 240.0


@dataclass(frozen=True)
class DeployedJob:
    """What a release starts from.

    Attributes:
        server: with the job's streams.
        settings: everything on, and a store that is not there, so that updates wait in the state.
        savepoint: URI of the folder.
        folder: for the states of further jobs.
        prefix: of the names of its streams.
    """

    server: KinesisServer
    settings: FraudSettings
    savepoint: str
    folder: Path
    prefix: str = "lock"

    def released(self, payment: Payment) -> dict[str, Any]:
        """Start the job as `fraud` is now from the savepoint; the decision on a new payment."""
        return self.released_as(self.settings, [payment])[payment.transaction_id]

    def released_as(
        self, settings: FraudSettings, made: Sequence[Payment]
    ) -> dict[str, dict[str, Any]]:
        """The decisions on payments by a job with these settings, from the savepoint."""
        with running(settings, self.folder, self.savepoint):
            put(self.server, stream_name("payments", self.prefix), list(map(encode, made)))
            reader = StreamReader(self.server, stream_name("decisions", self.prefix))
            wanted = {one.transaction_id for one in made}
            found: dict[str, dict[str, Any]] = {}

            def decided() -> bool:
                of_these = [one for one in reader.records if one["transaction_id"] in wanted]
                found.update({one["transaction_id"]: one for one in of_these})
                return len(found) == len(wanted)

            wait_for([reader], decided, _TIMEOUT_S)
            reader.close()
            return found


def deploy(
    server: KinesisServer, folder: Path, prefix: str = "lock", **changes: str
) -> DeployedJob:
    """Run the job until it has decided `DECIDED` payments, then take a savepoint.

    Args:
        server: that gets its streams.
        folder: for its state.
        prefix: of the names of its streams.
        changes: of its settings, with ``__`` for the dot.
    """
    for name in STREAMS:
        server.create_stream(stream_name(name, prefix), 1)
    settings = settings_on(server, prefix, **changes)
    made = [encode(payment) for payment in payments(DECIDED, cards=3)]
    put(server, stream_name("payments", prefix), made)
    reader = StreamReader(server, stream_name("decisions", prefix))
    with running(settings, folder) as client:
        wait_for([reader], lambda: reader.distinct("decision_id") == DECIDED, _TIMEOUT_S)
        reader.close()
        canonical = get_gateway().jvm.org.apache.flink.core.execution.SavepointFormatType.CANONICAL
        uri = (folder / "savepoints").as_uri()
        savepoint = str(client._j_job_client.triggerSavepoint(uri, canonical).get())  # noqa: SLF001 - PyFlink only stops with one
    return DeployedJob(server, settings, savepoint, folder, prefix)


def next_payment(transaction_id: str) -> Payment:
    """A further payment of a card that has a history."""
    return replace(payments(DECIDED, cards=3)[-1], transaction_id=transaction_id)


@contextmanager
def running(
    settings: FraudSettings,
    folder: Path,
    savepoint: str | None = None,
    *,
    with_unclaimed_state: bool = False,
) -> Iterator[Any]:
    """The job on a MiniCluster, started anew or from `savepoint`; cancelled at the end.

    With `with_unclaimed_state` the savepoint may hold states that the job does not have.
    """
    (port,) = free_ports(1)
    options = rest_options(port)
    if savepoint is not None:
        options["execution.state-recovery.path"] = savepoint
        options["restart-strategy.type"] = "disable"
    if with_unclaimed_state:
        options["execution.state-recovery.ignore-unclaimed-state"] = "true"
    env, tables = create_environment(settings, folder, options)
    topology.build(env, tables, settings)
    client = env.execute_async(settings.job_name)
    try:
        yield client
    finally:
        with suppress(Py4JJavaError):  # it may have failed, and its cluster be gone
            client.cancel().result()


def settings_on(server: KinesisServer, prefix: str = "lock", **changes: str) -> FraudSettings:
    """Everything on, with streams of a server, and a store that is not there, but for changes."""
    return load_settings(
        {},
        {
            "source.uri": f"kinesis:{stream_name('payments', prefix)}",
            "source.publisher": "POLLING",
            "source.initial_position": "TRIM_HORIZON",
            "labels.uri": f"kinesis:{stream_name('labels', prefix)}",
            "sink.uri": "kinesis",
            "sink.decisions_stream": stream_name("decisions", prefix),
            "sink.dead_letters_stream": stream_name("dead-letters", prefix),
            "sink.late_stream": stream_name("late-payments", prefix),
            "sink.features_stream": stream_name("features", prefix),
            "store.url": "redis://127.0.0.1:1",
            "aws.endpoint": server.endpoint,
            **{name.replace("__", "."): value for name, value in changes.items()},
        },
    )


def stream_name(purpose: str, prefix: str = "lock") -> str:
    """The name of a stream of the job."""
    return f"{prefix}-{purpose}"
