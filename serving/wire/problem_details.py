"""A problem by RFC 9457, the one form of every refusal."""

from msgspec import Struct


class ProblemDetails(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem as it goes out.

    Attributes:
        type: `urn:revstream:problem:` and its kind.
        title: of its kind.
        status: of the response.
        detail: of this one: a sentence without any personal value.
        field: at fault, if it is one field.
        decision_id: of the decision that there is, for a duplicate.
    """

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    decision_id: str | None = None
