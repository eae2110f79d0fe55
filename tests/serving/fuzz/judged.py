"""Whether an answer is one that the description of the service tells of."""

import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any, Final

import msgspec
from jsonschema_rs import Validator, validator_for

from machine.ports import LOCALHOST
from serving.api.problem import KINDS, PROBLEM_MEDIA_TYPE
from serving.wire.problem_details import ProblemDetails
from tests.serving.fuzz.hostile_requests import HostileRequest
from tests.serving.fuzz.whole_service import PATIENCE_S

_EVENTS: Final = "text/event-stream"
_OF_ANY_REQUEST: Final = {400, 401, 404, 405, 408, 413, 431}
"""What may be wrong before a request is one for a path."""


@dataclass(frozen=True)
class RawAnswer:
    """An answer.

    Attributes:
        status: of it; 0 where there was none.
        media_type: of it, without parameters.
        body: of it; of events nothing is read.
    """

    status: int
    media_type: str = ""
    body: bytes = b""


def raw_answer(port: int, request: HostileRequest) -> RawAnswer:
    """What is answered to bytes."""
    with socket.create_connection((LOCALHOST, port), timeout=PATIENCE_S) as connection:
        # It may be answered, and the connection closed, before all is sent.
        with suppress(OSError):
            connection.sendall(request.raw)
            if request.ends:
                connection.shutdown(socket.SHUT_WR)
        method = request.raw.partition(b" ")[0].decode("latin-1")
        try:
            with HTTPResponse(connection, method=method) as response:
                response.begin()
                media_type = response.headers.get_content_type()
                body = b"" if media_type == _EVENTS else response.read()
                return RawAnswer(response.status, media_type, body)
        except (HTTPException, ConnectionResetError):
            return RawAnswer(0)


class Judge:
    """Knows what may be answered.

    Args:
        description: of the service, as OpenAPI.
        barred: texts of keys that let nobody in.
    """

    def __init__(self, description: Mapping[str, Any], barred: Sequence[str]) -> None:
        self._description = description
        self._barred = [one.encode() for one in barred]
        self._validators: dict[tuple[str, str, str], Validator] = {}

    def fault(self, request: HostileRequest, answer: RawAnswer, *, store_is_there: bool) -> str:
        """What is wrong with an answer; empty where nothing is."""
        if answer.status == 0:
            return "" if request.ends else "no answer"
        if answer.status >= 500 and (store_is_there or answer.status != 503):
            return f"a fault of the server: {answer.body!r}"
        if request.raw.startswith(b"HEAD "):
            return ""
        found = _fault_of_problem(answer) if answer.status >= 400 else self._let_in(request)
        return found or ("" if request.at is None else self._fault_at(*request.at, answer))

    def _let_in(self, request: HostileRequest) -> str:
        """Whether somebody got something by a key that is not in force."""
        if request.at is None or not any(key in request.raw for key in self._barred):
            return ""
        method, path = request.at
        is_open = self._description["paths"][path][method].get("security") == [{}]
        return "" if is_open else "let in by a key that is not in force"

    def _fault_at(self, method: str, path: str, answer: RawAnswer) -> str:
        """What the description of a path does not tell of an answer to a request for it."""
        told = self._description["paths"][path][method]["responses"]
        if str(answer.status) not in told:
            return "" if answer.status in _OF_ANY_REQUEST else f"not described: {answer.status}"
        content = told[str(answer.status)]["content"]
        types = {name.partition(";")[0]: one["schema"] for name, one in content.items()}
        if answer.media_type not in types:
            return f"{answer.media_type}: not described"
        if not answer.media_type.endswith("json"):
            return ""
        validator = self._validator(path, method, str(answer.status), types[answer.media_type])
        found = next(validator.iter_errors(msgspec.json.decode(answer.body)), None)
        return "" if found is None else f"not as described: {found.message[:300]}"

    def _validator(
        self, path: str, method: str, status: str, schema: Mapping[str, Any]
    ) -> Validator:
        at = (path, method, status)
        if at not in self._validators:
            whole = {**schema, "components": self._description["components"]}
            self._validators[at] = validator_for(whole)
        return self._validators[at]


def _fault_of_problem(answer: RawAnswer) -> str:
    if answer.media_type != PROBLEM_MEDIA_TYPE:
        return f"an error as {answer.media_type}"
    try:
        problem = msgspec.json.decode(answer.body, type=ProblemDetails, strict=True)
    except msgspec.MsgspecError as error:
        return f"no problem: {error}"
    kind = problem.type.removeprefix("urn:revstream:problem:")
    known = [status for name, (status, _) in KINDS.items() if name == kind]
    return "" if known == [problem.status] == [answer.status] else f"another status: {problem}"
