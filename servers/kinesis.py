"""A Kinesis server on this machine: streams, consumers and enhanced fan-out over plain HTTP."""

from __future__ import annotations

import os
import time
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from machine.ports import LOCALHOST, free_ports
from servers.leash import Leash, ServerError
from servers.node import find_node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_kinesis import KinesisClient

REGION: Final = "us-east-1"
# It takes any credentials, but a client must have some.
ACCESS_KEY: Final = "local"

_PACKAGE: Final = Path(__file__).parent / "kinesis_local" / "node_modules" / "kinesis-local"
_LOOPBACK: Final = _PACKAGE.parent.parent / "loopback.js"
_TIMEOUT_S: Final = 60.0
_POLL_S: Final = 0.05
_CHANGES: Final = (
    "CREATE_STREAM",
    "DELETE_STREAM",
    "REGISTER_STREAM_CONSUMER",
    "DEREGISTER_STREAM_CONSUMER",
)


@dataclass(frozen=True)
class KinesisServer:
    """A running Kinesis server.

    Attributes:
        endpoint: its address, such as `http://127.0.0.1:50123`.
        log_path: file with what it says.
    """

    endpoint: str
    log_path: Path

    def client(self) -> KinesisClient:
        """A new client for it; close it after use."""
        return boto3.client(
            "kinesis",
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=ACCESS_KEY,
            config=Config(retries={"mode": "standard", "total_max_attempts": 3}),
        )

    def create_stream(self, name: str, shards: int) -> str:
        """Create a stream, wait until it is active and return its ARN."""
        with closing(self.client()) as client:
            client.create_stream(StreamName=name, ShardCount=shards)
            deadline = time.monotonic() + _TIMEOUT_S
            while True:
                answer = client.describe_stream_summary(StreamName=name)
                stream = answer["StreamDescriptionSummary"]
                if stream["StreamStatus"] == "ACTIVE":
                    return stream["StreamARN"]
                _wait(deadline, f"stream {name}")

    def register_consumer(self, stream: str, name: str) -> str:
        """Register a consumer for enhanced fan-out, wait until it is active, return its ARN."""
        with closing(self.client()) as client:
            described = client.describe_stream_summary(StreamName=stream)
            stream_arn = described["StreamDescriptionSummary"]["StreamARN"]
            answer = client.register_stream_consumer(StreamARN=stream_arn, ConsumerName=name)
            arn = answer["Consumer"]["ConsumerARN"]
            deadline = time.monotonic() + _TIMEOUT_S
            while True:
                consumer = client.describe_stream_consumer(ConsumerARN=arn)["ConsumerDescription"]
                if consumer["ConsumerStatus"] == "ACTIVE":
                    return arn
                _wait(deadline, f"consumer {name}")


@contextmanager
def kinesis_server(
    streams: Mapping[str, int] | None = None, folder: Path | None = None
) -> Iterator[KinesisServer]:
    """A running Kinesis server; it and its data are gone afterwards.

    Args:
        streams: number of shards by name of the streams to create.
        folder: folder to leave its log in; without one the log goes, too.

    Raises:
        ServerError: if it is not installed, does not start or does not answer in time; the
            message holds the end of its log.
    """
    if not (_PACKAGE / "main.js").exists():
        raise ServerError("the Kinesis server is not installed: run `make setup`")
    with nullcontext(folder) if folder else TemporaryDirectory(prefix="kinesis-") as place:
        log_path = Path(place) / "kinesis.log"
        port, tls_port = free_ports(2)
        command = [str(find_node()), "--require", str(_LOOPBACK), str(_PACKAGE / "main.js")]
        leash = Leash(command, log_path, Path(place), _environ(port, tls_port))
        try:
            server = KinesisServer(f"http://{LOCALHOST}:{port}", log_path)
            _wait_until_it_answers(server, leash)
            for name, shards in (streams or {}).items():
                server.create_stream(name, shards)
            yield server
        finally:
            leash.kill()


def _environ(port: int, tls_port: int) -> dict[str, str]:
    return {
        **os.environ,
        "KINESIS_MOCK_PLAIN_PORT": str(port),
        "KINESIS_MOCK_TLS_PORT": str(tls_port),
        # It does not start without, though nobody uses its TLS port.
        "KINESIS_MOCK_CERT_PATH": str(_PACKAGE / "server.json"),
        "AWS_REGION": REGION,
        "LOG_LEVEL": "WARN",
        "SHARD_LIMIT": "10000",
        **{f"{change}_DURATION": "10ms" for change in _CHANGES},
    }


def _wait_until_it_answers(server: KinesisServer, leash: Leash) -> None:
    deadline = time.monotonic() + _TIMEOUT_S
    with closing(server.client()) as client:
        while True:
            leash.check_alive()
            try:
                client.list_streams()
            except (BotoCoreError, ClientError):
                _wait(deadline, f"server, whose log ends with:\n{leash.log_tail()}\nIt")
            else:
                return


def _wait(deadline: float, what: str) -> None:
    """A short pause, or ServerError once the deadline has passed."""
    if time.monotonic() > deadline:
        raise ServerError(f"the Kinesis {what} is not ready after {_TIMEOUT_S} s")
    time.sleep(_POLL_S)
