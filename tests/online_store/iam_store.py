"""A store behind TLS that lets a user in by one token, and AWS credentials to make tokens with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from botocore.credentials import ReadOnlyCredentials
from redis import Redis
from trustme import CA

from machine.ports import LOCALHOST
from online_store.connection import StoreSettings, connect
from online_store.iam_login import IamLogin
from servers.valkey import ValkeyServer
from tests.online_store.tls_front import TlsFront, tls_front

LOGIN = IamLogin(user="revstream-fraud-test", cache="features-test", region="eu-west-1")
KEYS = ReadOnlyCredentials("AKIDTEST", "secret-key-of-the-test", "session+token/of=the test")
MOMENT = datetime(2026, 3, 1, 12, 0, 0)  # noqa: DTZ001 - as botocore has it, in UTC

# All that the job does in the store, and the keys that it does it to.
ACCESS = "on ~features:* -@all +eval +evalsha +hget +hset +del +expire"

# The same of a server that decides on request: it reads what the job wrote, and changes none of it.
SERVER_ACCESS = (
    "on %R~features:* %R~state:* ~pending:* ~answer:* ~metered:* ~usage:* ~usage-tenants:* -@all"
    " +get +set +hgetall +hmget +ttl +multi +exec +zadd +zrange +zremrangebyscore"
    " +zremrangebyrank +expire +ping"
    " +evalsha +eval +sadd +sismember +smembers +incr"
)


class IamStore:
    """A store that knows the user of `LOGIN`.

    Attributes:
        settings: to log in by.
        front: what decrypts for it.
        admin: a client that may do everything, past TLS.
    """

    def __init__(self, front: TlsFront, admin: Redis) -> None:
        self.settings = StoreSettings(f"rediss://{LOCALHOST}:{front.port}", 10_000, 10_000, LOGIN)
        self.front = front
        self.admin = admin

    def let_in_by(self, token: str) -> None:
        """Take `token` as the user's password, and no other."""
        self._set_user(f"reset >{token} {ACCESS}")

    def may(self, rights: str) -> None:
        """Let the user do this, too."""
        self._set_user(rights)

    def _set_user(self, rules: str) -> None:
        self.admin.execute_command("ACL", "SETUSER", LOGIN.user, *rules.split())  # type: ignore[no-untyped-call]


@contextmanager
def iam_store(server: ValkeyServer, authority: CA) -> Iterator[IamStore]:
    """The store on `server`, with a certificate by `authority`."""
    with (
        tls_front(authority.issue_cert(LOCALHOST), server.port) as front,
        connect(StoreSettings(server.url, 10_000, 10_000), environ={}) as admin,
    ):
        try:
            yield IamStore(front, admin)
        finally:
            admin.acl_deluser(LOGIN.user)


def have_credentials(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the AWS SDK's chain find `KEYS`, and nothing of this machine."""
    have_no_credentials(monkeypatch, folder)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", str(KEYS.access_key))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", str(KEYS.secret_key))
    monkeypatch.setenv("AWS_SESSION_TOKEN", str(KEYS.token))


def have_no_credentials(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the AWS SDK's chain find nothing."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "absent"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "absent"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def sign_at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Stop the clock that tokens are signed by."""
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: moment)


def trust(monkeypatch: pytest.MonkeyPatch, variable: str, authority: CA, folder: Path) -> None:
    """Have `variable` name a file with the authority's certificate."""
    path = folder / "authority.pem"
    authority.cert_pem.write_to_path(path)
    monkeypatch.setenv(variable, str(path))
