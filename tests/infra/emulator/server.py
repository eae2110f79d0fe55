"""An AWS emulator on this machine: ministack on a free port, gone after use."""

from __future__ import annotations

import os
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config

from machine.ports import LOCALHOST, free_ports
from servers.leash import Leash, ServerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from botocore.client import BaseClient

REGION: Final = "eu-central-1"
ACCOUNT: Final = "123456789012"
# With these a caller is the account's root, which no policy restricts.
ROOT_CREDENTIALS: Final = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}

_TIMEOUT_S: Final = 60.0
_POLL_S: Final = 0.05


@dataclass(frozen=True)
class EmulatedAws:
    """A running emulator.

    Attributes:
        endpoint_url: its address, such as `http://127.0.0.1:50123`; every service answers there.
        region: where a client looks that was told nothing else.
        log_path: file with what it says.
    """

    endpoint_url: str
    region: str
    log_path: Path

    def client(self, service: str) -> BaseClient:
        """A new client of `service`, such as `kinesis`, with the rights of the account's root."""
        return boto3.client(  # type: ignore[call-overload, no-any-return]
            service, endpoint_url=self.endpoint_url, region_name=self.region, **_CREDENTIALS
        )


_CREDENTIALS: Final = {
    "aws_access_key_id": ROOT_CREDENTIALS["AWS_ACCESS_KEY_ID"],
    "aws_secret_access_key": ROOT_CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
    "config": Config(retries={"total_max_attempts": 1}),
}


@contextmanager
def emulated_aws(folder: Path, *, auth: bool = False) -> Iterator[EmulatedAws]:
    """A running emulator with an empty account.

    Args:
        folder: where its log goes.
        auth: whether it asks for what IAM policies and trust policies allow.

    Raises:
        ServerError: it does not start or answer in time; the message holds the end of its log.
    """
    (port,) = free_ports(1)
    log_path = folder / "ministack.log"
    command = [sys.executable, "-m", "ministack"]
    leash = Leash(command, log_path, folder, _environ(folder, port, auth=auth))
    try:
        aws = EmulatedAws(f"http://{LOCALHOST}:{port}", REGION, log_path)
        _wait_until_ready(aws, leash)
        yield aws
    finally:
        leash.kill()


def _environ(folder: Path, port: int, *, auth: bool) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        **ROOT_CREDENTIALS,
        "AUTH": str(auth).lower(),
        "BIND_HOST": LOCALHOST,
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_REGION": REGION,
        "SFTP_ENABLED": "0",
        "TMPDIR": str(folder),
    }


def _wait_until_ready(aws: EmulatedAws, leash: Leash) -> None:
    deadline = time.monotonic() + _TIMEOUT_S
    while True:
        leash.check_alive()
        try:
            with urllib.request.urlopen(f"{aws.endpoint_url}/_ministack/ready"):
                return
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise ServerError(
                    f"ministack: no answer within {_TIMEOUT_S:.0f} s:\n{leash.log_tail()}"
                ) from None
            time.sleep(_POLL_S)
