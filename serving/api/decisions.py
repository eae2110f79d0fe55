"""`POST /v1/decisions`: payments decided on request, one by one or in a batch.

A batch is decided in its order, so that a payment counts those before it. All of it has one
deadline; a payment that is refused spoils nothing of the others.
"""

from asyncio import sleep
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter_ns
from typing import Annotated, Final

import msgspec
from litestar.params import QueryParameter
from litestar.response import Response
from litestar.types import ControllerRouterHandler
from msgspec import Raw

from serving.api.access import ApiRequest, caller_of, take_more
from serving.api.body import BodyLimits, json_body
from serving.api.metrics import Metrics
from serving.api.payment_requests import DEADLINE, PaymentRequests, payments_at, problem_of
from serving.api.problem import Problem
from serving.api.responses import json_response
from serving.fraud.answer import Answer, Refusal
from serving.fraud.brief import brief
from serving.fraud.scoring import PaymentScoring
from serving.shared.caller import Caller
from serving.wire.batch_answer import BatchAnswer, BatchResult

_NS_PER_MS: Final = 1_000_000
_PAYMENT: Final = BodyLimits(most_bytes=64 << 10, within_s=5)
_BATCH: Final = BodyLimits(most_bytes=1 << 20, within_s=10)
_EXPLAIN: Final = QueryParameter(
    description="Whether to give features, rules and reasons too; needs the scope explain."
)


@dataclass(frozen=True)
class DecisionLimits:
    """What one request for decisions may be.

    Attributes:
        deadline_ms: where the request gives none.
        payment: body of one payment.
        batch: body of a batch.
        most_payments: of a batch.
    """

    deadline_ms: int = 1_000
    payment: BodyLimits = _PAYMENT
    batch: BodyLimits = _BATCH
    most_payments: int = 500


def decision_handlers(
    scoring: PaymentScoring,
    metrics: Metrics,
    payment_schema: Mapping[str, object],
    limits: DecisionLimits,
) -> Sequence[ControllerRouterHandler]:
    """The handlers.

    Args:
        scoring: decides.
        metrics: count what was decided.
        payment_schema: JSON Schema of a payment, for the description.
        limits: of one request.
    """
    payments = PaymentRequests(scoring, metrics)

    @payments_at(
        "/v1/decisions",
        payment_schema,
        Answer,
        *("quota_exceeded", "conflict"),
        description="The decision, and what it rests on",
    )
    async def decide(
        request: ApiRequest,
        deadline_ms: Annotated[int, DEADLINE] = limits.deadline_ms,
        explain: Annotated[bool, _EXPLAIN] = False,  # noqa: FBT002 - a parameter of a URL
    ) -> Response[bytes]:
        """Decide one payment."""
        caller = _caller(request, explain=explain)
        result = await payments.decide(request, caller, limits.payment, deadline_ms)
        if isinstance(result, Refusal):
            raise problem_of(result)
        return json_response(msgspec.json.encode(_shown(result, explain=explain)))

    @payments_at(
        "/v1/decisions/batch",
        _array_of(payment_schema, limits.most_payments),
        BatchAnswer,
        description="A result for each payment, in their order",
    )
    async def decide_batch(
        request: ApiRequest,
        deadline_ms: Annotated[int, DEADLINE] = limits.deadline_ms,
        explain: Annotated[bool, _EXPLAIN] = False,  # noqa: FBT002 - a parameter of a URL
    ) -> Response[bytes]:
        """Decide payments in their order."""
        began_ns = perf_counter_ns()
        caller = _caller(request, explain=explain)
        batch = _batch_of(await json_body(request, limits.batch), limits.most_payments)
        take_more(request, len(batch) - 1)
        results: list[BatchResult] = []
        for raw in batch:
            used_ms = (perf_counter_ns() - began_ns) // _NS_PER_MS
            left_ms = max(0, deadline_ms - used_ms)
            result = await payments.decide_raw(bytes(raw), caller, left_ms)
            results.append(_result(result, explain=explain))
            # After the deadline no payment waits for anything: others have their turn between two.
            await sleep(0)
        return json_response(msgspec.json.encode(BatchAnswer(tuple(results))))

    return [decide, decide_batch]


def _array_of(schema: Mapping[str, object], most: int) -> dict[str, object]:
    """The JSON Schema of a batch; the definitions of its payments become its own."""
    items = {name: part for name, part in schema.items() if name != "$defs"}
    array = {"type": "array", "items": items, "minItems": 1, "maxItems": most}
    return {**array, "$defs": schema.get("$defs", {})}


def _caller(request: ApiRequest, *, explain: bool) -> Caller:
    caller = caller_of(request)
    if explain and "explain" not in caller.scopes:
        raise Problem("forbidden", "the key lacks the scope explain", field="explain")
    return caller


def _batch_of(body: bytes, most: int) -> Sequence[Raw]:
    """The payments of a batch: each is decoded by who decides it."""
    try:
        payments = msgspec.json.decode(body, type=list[Raw])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise Problem("invalid", "the body is no JSON array of payments") from None
    if not 1 <= len(payments) <= most:
        raise Problem("invalid", f"{len(payments)} payments; expected 1 to {most}")
    return payments


def _result(result: Answer | Refusal, *, explain: bool) -> BatchResult:
    if isinstance(result, Refusal):
        return BatchResult(problem=problem_of(result).details)
    return BatchResult(answer=_shown(result, explain=explain))


def _shown(answer: Answer, *, explain: bool) -> Answer:
    if explain:
        return answer
    return msgspec.structs.replace(answer, decision=brief(answer.decision))
