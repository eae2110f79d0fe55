"""Reads the body of a request: of one form, no larger than it may be, and not for ever."""

from asyncio import timeout
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from serving.api.access import ApiRequest
from serving.api.problem import Problem

JSON_MEDIA_TYPE: Final = "application/json"
FORM_MEDIA_TYPE: Final = "application/x-www-form-urlencoded"

_MOST_FIELDS: Final = 20

# What is still on its way is not waited for: the connection ends with the answer.
_CLOSE: Final = {"Connection": "close"}


@dataclass(frozen=True)
class BodyLimits:
    """What a body may be.

    Attributes:
        most_bytes: its size.
        within_s: how long all of it may take to come.
    """

    most_bytes: int
    within_s: float


async def json_body(request: ApiRequest, limits: BodyLimits) -> bytes:
    """The body of a request, as it came; whether it is JSON is for its reader to see.

    Raises:
        Problem: it is of another media type, too large or too slow, or its sender has gone.
    """
    return await _body(request, limits, JSON_MEDIA_TYPE)


async def form_field(request: ApiRequest, name: str, limits: BodyLimits) -> str:
    """The value of a field of a form; empty where it has none.

    Raises:
        Problem: it is no form that is sent as text, too large or too slow, or its sender has gone.
    """
    body = await _body(request, limits, FORM_MEDIA_TYPE)
    try:
        fields = parse_qs(body.decode("latin-1"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Problem("bad_request", f"the form has more than {_MOST_FIELDS} fields") from None
    return fields.get(name, [""])[0]


async def _body(request: ApiRequest, limits: BodyLimits, expected: str) -> bytes:
    """A body, whose size is looked at while it comes: a length that was told is no promise."""
    told = 0
    media_type = b""
    for name, value in request.scope["headers"]:
        if name == b"content-type":
            media_type = value.partition(b";")[0].strip().lower()
        elif name == b"content-length":
            told = int(value)
    if media_type != expected.encode():
        raise Problem(
            "unsupported_media_type", f"expected Content-Type: {expected}", headers=_CLOSE
        )
    if told > limits.most_bytes:
        raise _too_large(limits)
    try:
        async with timeout(limits.within_s):
            return await _read(request, limits)
    except TimeoutError:
        raise Problem(
            "timeout", f"the body took more than {limits.within_s:g} s", headers=_CLOSE
        ) from None


async def _read(request: ApiRequest, limits: BodyLimits) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await request.receive()
        if message["type"] != "http.request":
            raise Problem("bad_request", "the sender has gone", headers=_CLOSE)
        parts.append(message["body"])
        size += len(message["body"])
        if size > limits.most_bytes:
            raise _too_large(limits)
        if not message["more_body"]:
            return parts[0] if len(parts) == 1 else b"".join(parts)


def _too_large(limits: BodyLimits) -> Problem:
    return Problem(
        "too_large", f"expected at most {limits.most_bytes} bytes of body", headers=_CLOSE
    )
