"""Answers that a test gives in place of a service, in the form that the service's model has."""

import io
import json
from collections.abc import Iterator
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders


class _Body(io.BytesIO):
    def stream(self, amt: int = 65_536, **_: Any) -> Iterator[bytes]:  # noqa: ANN401 - urllib3's signature
        while chunk := self.read(amt):
            yield chunk


def refusal(request: AWSPreparedRequest, code: str, message: str) -> AWSResponse:
    """The service refuses `request` with `code`."""
    return _response(request, 400, {"__type": code, "message": message})


def granted(request: AWSPreparedRequest, contents: dict[str, Any]) -> AWSResponse:
    """The service answers `request` with `contents`."""
    return _response(request, 200, contents)


def _response(request: AWSPreparedRequest, status: int, contents: dict[str, Any]) -> AWSResponse:
    headers = HTTPHeaders.from_dict({"Content-Type": "application/x-amz-json-1.1"})
    body = _Body(json.dumps(contents).encode())
    return AWSResponse(request.url, status, headers, body)
