"""A WebSocket that is refused gets the problem that any request would, and is no fault."""

import json
import logging
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from tests.serving.feed.clients import web_socket
from tests.serving.feed.whole_service import whole_service

pytestmark = pytest.mark.slow


def test_a_refused_web_socket_is_told_why_and_leaves_no_fault_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), whole_service(tmp_path, tmp_path / "none") as served:
        for query, key in (("", "unknown"), (f"?token={served.key}", None), ("?token=x", None)):
            with pytest.raises(InvalidStatus) as refused, web_socket(served.port, query, key):
                pass
            response = refused.value.response
            assert response.status_code == 401
            assert response.body is not None
            assert json.loads(response.body)["status"] == 401
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR]
