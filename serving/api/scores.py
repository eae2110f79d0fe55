"""`POST /v1/scores`: the risk score of a payment, for merchants; charged once a decision id."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec
from litestar.response import Response
from litestar.types import ControllerRouterHandler

from serving.api.access import ApiRequest, caller_of
from serving.api.decisions import DecisionLimits
from serving.api.metrics import Metrics
from serving.api.payment_requests import DEADLINE, PaymentRequests, payments_at, problem_of
from serving.api.quota_headers import quota_headers
from serving.api.responses import json_response
from serving.fraud.answer import Refusal
from serving.fraud.score_answer import ScoreAnswer, Scores
from serving.fraud.scoring import PaymentScoring
from serving.shared.usage.quotas import Quotas


@dataclass(frozen=True)
class Scoring:
    """What answers with scores.

    Attributes:
        scoring: decides, and counts what it answers.
        scores: makes scores of answers.
        quotas: of the tenants.
        now_ms: milliseconds since the epoch.
    """

    scoring: PaymentScoring
    scores: Scores
    quotas: Quotas
    now_ms: Callable[[], int]


def score_handlers(
    parts: Scoring,
    metrics: Metrics,
    payment_schema: Mapping[str, object],
    limits: DecisionLimits,
) -> Sequence[ControllerRouterHandler]:
    """The handler.

    Args:
        parts: what answers.
        metrics: count what was decided.
        payment_schema: JSON Schema of a payment, for the description.
        limits: of one request.
    """
    payments = PaymentRequests(parts.scoring, metrics)

    @payments_at(
        "/v1/scores",
        payment_schema,
        ScoreAnswer,
        *("quota_exceeded", "conflict"),
        description="The score, its band and reasons",
    )
    async def score(
        request: ApiRequest, deadline_ms: Annotated[int, DEADLINE] = limits.deadline_ms
    ) -> Response[bytes]:
        """Score one payment."""
        caller = caller_of(request)
        result = await payments.decide(request, caller, limits.payment, deadline_ms)
        now_ms = parts.now_ms()
        headers = quota_headers(await parts.quotas.standing(caller.tenant, now_ms), now_ms)
        if isinstance(result, Refusal):
            raise problem_of(result, headers)
        shown = parts.scores.of(result, in_full="explain" in caller.scopes)
        response = json_response(msgspec.json.encode(shown))
        response.headers.update(headers)
        return response

    return [score]
