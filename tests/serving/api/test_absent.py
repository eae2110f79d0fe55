"""Paths for which the service lacks something say what it is and how it is given."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from litestar.testing import TestClient
from litestar.types import ControllerRouterHandler

from serving.api.absent import without_decisions, without_profile
from serving.api.access import Access
from serving.api.app import create_app
from serving.api.decisions import DecisionLimits, decision_handlers
from serving.api.metrics import Metrics
from serving.shared.keys.key_ring import KeyRing
from serving.shared.token_bucket import TokenBuckets
from tests.serving.api.served import NOW_S, PLENTY, Keys
from tests.serving.stand_ins import SimpleScoring


def _answered(
    handlers: Sequence[ControllerRouterHandler], folder: Path, method: str, path: str
) -> tuple[int, str]:
    keys = Keys(folder / "keys.json")
    headers = keys.headers()
    ring = KeyRing(keys.path, now_s=lambda: NOW_S)
    deciding = decision_handlers(SimpleScoring(), Metrics(), {}, DecisionLimits())
    access = Access(ring, TokenBuckets(PLENTY, clock_s=lambda: 0.0))
    app = create_app(access, [*deciding, *handlers])
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.request(method, path, headers=headers)
        assert client.request(method, path).status_code == 401
    return answer.status_code, str(answer.json()["detail"])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/decisions?action=block"),
        ("GET", "/v1/decisions/d-1"),
        ("GET", "/v1/feed?action=block"),
        ("POST", "/v1/feed/tokens"),
        ("GET", "/v1/drift"),
    ],
)
def test_a_service_that_follows_nothing_names_what_it_lacks(
    tmp_path: Path, method: str, path: str
) -> None:
    status, detail = _answered(without_decisions(), tmp_path, method, path)
    assert status == 404
    assert "sink.uri is not set" in detail


def test_a_model_without_a_profile_is_said_to_have_none(tmp_path: Path) -> None:
    status, detail = _answered(without_profile(), tmp_path, "GET", "/v1/drift")
    assert status == 404
    assert "no profile of its training" in detail
