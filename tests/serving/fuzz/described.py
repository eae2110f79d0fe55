"""Requests made from the service's own description, valid ones and others, by schemathesis."""

from collections.abc import Iterator
from typing import Any, Final

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, BaseSchema, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from machine.ports import LOCALHOST
from tests.serving.fuzz.whole_service import PATIENCE_S, WholeService

_CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
_ENDLESS: Final = "/v1/feed"
_KEYS: Final = ("platform", "platform", "platform", "tenant", "reader", "scorer", "revoked", None)

AnyOperation = APIOperation[Any, Any, Any, Any]


def described_operations(service: WholeService) -> list[AnyOperation]:
    """What the description tells of, but for what answers without end."""
    schema: BaseSchema = schemathesis.openapi.from_url(
        f"http://{LOCALHOST}:{service.port}/v1/schema/openapi.json"
    )
    found = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    return [one for one in found if one.path != _ENDLESS]


def described_paths(service: WholeService) -> list[str]:
    """All paths that the description tells of."""
    url = f"http://{LOCALHOST}:{service.port}/v1/schema/openapi.json"
    return list(requests.get(url, timeout=PATIENCE_S).json()["paths"])


def check_described(service: WholeService, calls: int) -> dict[int, int]:
    """Answers by status to about so many calls.

    Raises:
        FailureGroup: an answer is a fault of the server, or other than described.
    """
    statuses: dict[int, int] = {}
    operations = described_operations(service)
    ways = [(one, mode) for one in operations for mode in _modes(one)]
    with requests.Session() as session:
        for operation, mode in ways:
            for status in _answered(service, session, operation, mode, -(-calls // len(ways))):
                statuses[status] = statuses.get(status, 0) + 1
    return statuses


def _modes(operation: AnyOperation) -> Iterator[GenerationMode]:
    """What has no parameter and needs no key cannot be asked for wrongly."""
    yield GenerationMode.POSITIVE
    if next(operation.iter_parameters(), None) is not None or operation.body:
        yield GenerationMode.NEGATIVE


def _answered(
    service: WholeService,
    session: requests.Session,
    operation: AnyOperation,
    mode: GenerationMode,
    calls: int,
) -> list[int]:
    statuses: list[int] = []

    @given(case=operation.as_strategy(generation_mode=mode), key=st.sampled_from(_KEYS))
    @settings(
        max_examples=calls,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Case[Any], key: str | None) -> None:
        headers = {} if key is None else {"Authorization": f"Bearer {service.keys[key]}"}
        answer = case.call(
            f"http://{LOCALHOST}:{service.port}", session, headers, timeout=PATIENCE_S
        )
        statuses.append(answer.status_code)
        case.validate_response(answer, _CHECKS)

    ask()
    return statuses
