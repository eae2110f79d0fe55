"""The user of the store that the page about serving names may do all that serving does."""

import json
import re
from pathlib import Path

import pytest
from redis import Redis

from online_store.address import PASSWORD_VARIABLE
from online_store.connection import USERNAME_VARIABLE
from servers.valkey import ValkeyServer
from serving.shared.caller import SCOPES
from tests.serving.api.served import payment
from tests.serving.feed.server import new_key_text
from tests.serving.served_processes import serve_process
from tests.serving.test_several_processes import asked

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parent.parent.parent / "docs" / "serving.md"
PRICES = """
version: 1
currency: EUR
plans: {small: {monthly_minor: 900, included: 1, tiers: [{per_1000_minor: 3000}], quota: 3}}
tenants: {acme: small}
"""
READ = (
    "/readyz",
    "/v1/features/card/c-1",
    "/v1/recommendations/users/u-1",
    "/v1/usage",
    "/v1/usage?tenant=all-others",
    "/v1/statements/2026-11",
    "/v1/agreement",
    "/v1/in-force",
    "/metrics",
    "/v1/decisions",
    "/v1/drift",
)
LIST = '{ recommendations(user: "u-1") { basis } }'


def _rules() -> list[str]:
    """What the page has the store told of its user, without the user's name."""
    [block] = re.findall(r"```valkey\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    command = str(block).split()
    assert command[:3] == ["ACL", "SETUSER", "serving"]
    return command[3:]


def test_no_command_of_any_path_is_refused_by_the_store(
    store: Redis, valkey: ValkeyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = f"Bearer {new_key_text(tmp_path / 'keys.json', 'acme', SCOPES, None)}"
    (tmp_path / "prices.yaml").write_text(PRICES)
    store.execute_command("ACL", "SETUSER", "serving", *_rules())  # type: ignore[no-untyped-call]
    store.acl_log_reset()
    monkeypatch.setenv(USERNAME_VARIABLE, "serving")
    monkeypatch.setenv(PASSWORD_VARIABLE, "PASSWORD")
    arguments = ["--keys", f"{tmp_path}/keys.json", "--prices", f"{tmp_path}/prices.yaml"]
    try:
        with serve_process(*arguments, "--store", valkey.url) as port:

            def status(path: str, body: object = None) -> int:
                method, sent = ("GET", "") if body is None else ("POST", json.dumps(body))
                with asked(
                    *(port, method, path, sent),
                    authorization=key,
                    content_type="application/json",
                ) as answer:
                    answer.read()
                    return answer.status

            asked_for = [
                *(status("/v1/scores", payment(f"t-{one}")) for one in (1, 2, 3, 4, 1)),
                status("/v1/decisions/batch", [payment("t-1")]),
                status("/graphql", {"query": LIST}),
            ]
            read = [status(path) for path in READ]
        # What a client calls itself is told to the store, and may be refused.
        refused = {one["object"] for one in store.acl_log()} - {"client|setinfo"}
    finally:
        store.acl_deluser("serving")
    assert refused == set()
    assert asked_for == [200, 200, 200, 402, 200, 200, 200]
    assert read == [200, 404, *([200] * 7), 404, 404]
