"""A request that the service refused, by RFC 9457."""

import msgspec

from serving.wire.problem_details import ProblemDetails


class RequestRefused(Exception):  # noqa: N818 - it is what happened
    """A request got no answer.

    Attributes:
        refusal: what the service says.
        retry_after_s: after how long the same request may succeed; None if nobody knows.
    """

    def __init__(self, refusal: ProblemDetails, retry_after_s: int | None) -> None:
        super().__init__(f"{refusal.status}: {refusal.detail}")
        self.refusal = refusal
        self.retry_after_s = retry_after_s

    @property
    def is_for_a_while(self) -> bool:
        """Whether the same request may succeed later."""
        return self.refusal.status in (429, 503)


class ServiceUnreachable(OSError):  # noqa: N818 - it is what happened
    """No answer came: the service is away, does not answer in time, or the answer broke off.

    A payment may be sent again: if it was decided, the answer is the same.
    """


def refused(status: int, retry_after: str | None, body: bytes) -> RequestRefused:
    """The refusal of a response, also of a proxy that knows no problems."""
    try:
        refusal = msgspec.json.decode(body, type=ProblemDetails)
    except msgspec.MsgspecError:
        refusal = ProblemDetails(
            type="about:blank",
            title="Refused",
            status=status,
            detail="the answer is no problem of the service",
        )
    # A proxy may give a date, too.
    is_seconds = retry_after is not None and retry_after.isdecimal()
    return RequestRefused(refusal, int(retry_after) if retry_after and is_seconds else None)
