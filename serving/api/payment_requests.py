"""What requests about a payment have in common: how they are told, read, decided and counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from litestar.params import QueryParameter
from msgspec import Struct

from serving.api.access import ApiRequest, needs
from serving.api.body import BodyLimits, json_body
from serving.api.handlers import UncopiedHandler, often_posted
from serving.api.metrics import Metrics
from serving.api.openapi import told_body
from serving.api.problem import Problem, ProblemKind
from serving.api.responses import told_responses
from serving.fraud.answer import Answer, Refusal
from serving.fraud.scoring import PaymentScoring
from serving.shared.caller import Caller

MAX_DEADLINE_MS: Final = 10_000
DEADLINE: Final = QueryParameter(
    ge=1,
    le=MAX_DEADLINE_MS,
    description="Milliseconds after which the rules alone decide; the answer then says so.",
)

_OF_ANY_BODY: Final[tuple[ProblemKind, ...]] = (
    *("bad_request", "timeout", "too_large", "unsupported_media_type", "invalid"),
    "unavailable",
)


@dataclass(frozen=True)
class PaymentRequests:
    """Decides payments of requests.

    Attributes:
        scoring: decides.
        metrics: count what was decided.
    """

    scoring: PaymentScoring
    metrics: Metrics

    async def decide(
        self, request: ApiRequest, caller: Caller, body: BodyLimits, deadline_ms: int
    ) -> Answer | Refusal:
        """The decision of the one payment that a request has.

        Raises:
            Problem: its body is too large or too slow, or no JSON by its header.
        """
        return await self.decide_raw(await json_body(request, body), caller, deadline_ms)

    async def decide_raw(self, raw: bytes, caller: Caller, deadline_ms: int) -> Answer | Refusal:
        """The decision of a payment that was read."""
        result = await self.scoring.decide(raw, caller, deadline_ms)
        self.metrics.decided(result)
        return result


def payments_at(
    path: str,
    body: Mapping[str, object],
    answer: type[Struct],
    *problems: ProblemKind,
    description: str,
) -> UncopiedHandler:
    """A path to which payments are posted, for who may score.

    Args:
        path: of it.
        body: JSON Schema of what is posted.
        answer: what comes back.
        problems: that may come back, beside those of any body.
        description: of the answer.
    """
    return often_posted(
        path,
        guards=[needs("score")],
        status_code=200,
        opt=told_body(body),
        responses=told_responses(answer, *_OF_ANY_BODY, *problems, description=description),
    )


def problem_of(refusal: Refusal, headers: Mapping[str, str] | None = None) -> Problem:
    """A refusal as a problem.

    Args:
        refusal: of a payment.
        headers: of the response.
    """
    return Problem(
        refusal.kind,
        refusal.detail,
        field=refusal.field,
        decision_id=refusal.decision_id,
        headers=headers,
    )
