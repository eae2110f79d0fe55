"""What goes wrong, in one form for all of the API: RFC 9457, `application/problem+json`."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec
from litestar.exceptions import HTTPException
from litestar.response import Response

from serving.wire.problem_details import ProblemDetails

PROBLEM_MEDIA_TYPE: Final = "application/problem+json"

ProblemKind = Literal[
    "bad_request",
    "unauthenticated",
    "quota_exceeded",
    "forbidden",
    "not_found",
    "method_not_allowed",
    "timeout",
    "duplicate",
    "conflict",
    "too_large",
    "unsupported_media_type",
    "invalid",
    "rate_limited",
    "head_too_large",
    "internal",
    "unavailable",
]
"""The end of a problem's type, for a program to go by."""

KINDS: Final[Mapping[ProblemKind, tuple[int, str]]] = {
    "bad_request": (400, "The request is not understood"),
    "unauthenticated": (401, "No key that is in force"),
    "quota_exceeded": (402, "The quota of the month is used up"),
    "forbidden": (403, "Not for this key"),
    "not_found": (404, "Nothing there"),
    "method_not_allowed": (405, "Not by this method"),
    "timeout": (408, "The request took too long to come"),
    "duplicate": (409, "Decided already"),
    "conflict": (409, "Another payment has this transaction id"),
    "too_large": (413, "The body is too large"),
    "unsupported_media_type": (415, "Not in this form"),
    "invalid": (422, "The content is not usable"),
    "rate_limited": (429, "Too many requests"),
    "head_too_large": (431, "The head of the request is too large"),
    "internal": (500, "A fault of the service"),
    "unavailable": (503, "Not available now"),
}
_BY_STATUS: Final[Mapping[int, ProblemKind]] = {
    status: kind for kind, (status, _) in KINDS.items() if kind != "duplicate"
}


class Problem(HTTPException):
    """Ends a request with a problem, that of a WebSocket with the code 4000 and its status.

    Args:
        kind: of it; it has the status.
        detail: a sentence without any personal value.
        field: at fault, if it is one field.
        decision_id: of the decision that there is.
        retry_after_s: after how long the same request may succeed, if that is known.
        headers: of the response, beside these.
    """

    def __init__(  # noqa: PLR0913 - what a problem has
        self,
        kind: ProblemKind,
        detail: str,
        *,
        field: str | None = None,
        decision_id: str | None = None,
        retry_after_s: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        status, title = KINDS[kind]
        wait = {} if retry_after_s is None else {"Retry-After": str(retry_after_s)}
        super().__init__(detail=detail, status_code=status, headers={**(headers or {}), **wait})
        self.kind = kind
        self.details = ProblemDetails(
            type=f"urn:revstream:problem:{kind}",
            title=title,
            status=status,
            detail=detail,
            field=field,
            decision_id=decision_id,
        )

    @property
    def response(self) -> Response[bytes]:
        """What is sent."""
        return Response(
            content=msgspec.json.encode(self.details),
            status_code=self.status_code,
            headers=self.headers,
            media_type=PROBLEM_MEDIA_TYPE,
        )


def kind_of(status: int) -> ProblemKind:
    """The kind of problem that a status stands for; of those it does not know, the plainest."""
    known = _BY_STATUS.get(status)
    if known is not None:
        return known
    return "internal" if status >= 500 else "bad_request"  # noqa: PLR2004 - of RFC 9110
