"""`GET /v1/agreement`: whether the job decides as was said on request."""

from collections.abc import Sequence

import msgspec
from litestar import get
from litestar.response import Response
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from serving.api.access import ApiRequest, needs, refuse_merchants
from serving.api.responses import json_response, told_responses
from serving.fraud.agreement import Agreement, Difference


class AgreementReport(Struct, frozen=True):
    """How many answers of this process the job has decided likewise since it started.

    Attributes:
        agree: decided as was said.
        differ: decided otherwise.
        other_versions: decided by other rules, another model or other definitions.
        unmatched: that the job has not decided before there were too many newer ones.
        waiting: that it has not decided yet.
        differences: the latest, the newest first.
    """

    agree: int
    differ: int
    other_versions: int
    unmatched: int
    waiting: int
    differences: tuple[Difference, ...]


def agreement_handlers(agreement: Agreement) -> Sequence[ControllerRouterHandler]:
    """The handler."""

    @get(
        "/v1/agreement",
        guards=[needs("administer")],
        responses=told_responses(AgreementReport, description="Counts and latest differences"),
    )
    async def read(request: ApiRequest) -> Response[bytes]:
        """Read how answers and the job's decisions agree."""
        refuse_merchants(request)
        counts = agreement.counts
        report = AgreementReport(
            agree=counts["agree"],
            differ=counts["differ"],
            other_versions=counts["other_versions"],
            unmatched=counts["unmatched"],
            waiting=agreement.waiting,
            differences=tuple(agreement.differences()),
        )
        return json_response(msgspec.json.encode(report))

    return [read]
