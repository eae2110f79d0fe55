"""Asking a query over HTTP."""

from typing import Any

from tests.serving.api.served import Headers, Served


def asked(api: Served, query: str, headers: Headers | None = None, **more: object) -> Any:  # noqa: ANN401 - JSON
    """The answer to a query."""
    answer = api.client.post(
        "/graphql", json={"query": query, **more}, headers=headers or api.platform
    )
    assert answer.status_code == 200
    return answer.json()


def kinds(told: Any) -> list[str]:  # noqa: ANN401 - JSON
    """Of what kinds the errors of an answer are."""
    return [one["extensions"]["kind"] for one in told["errors"]]
