"""Ids of traces and spans: the same decision gets the same ones, however often it is sent."""

import re
from hashlib import blake2b
from typing import Final, Literal

from monitoring.traces.record import TracedDecision

Part = Literal["job", "request"]
"""What of a payment's way a part of its trace shows."""

_TRACE_ID: Final = re.compile(r"(?!0{32})[0-9a-f]{32}")
_TRACE_ID_BYTES: Final = 16
_SPAN_ID_BYTES: Final = 8


def trace_id_of(decision: TracedDecision) -> str:
    """32 hex digits: the payment's own where it has such a one, else those of the decision's id.

    All zeros are no id (OpenTelemetry, *SpanContext*).
    """
    for given in (decision.trace_id, decision.decision_id):
        if given is not None and _TRACE_ID.fullmatch(given.lower()):
            return given.lower()
    return blake2b(decision.decision_id.encode(), digest_size=_TRACE_ID_BYTES).hexdigest()


def span_id(decision: TracedDecision, part: Part, stage: str = "") -> str:
    """16 hex digits, of a stage of a part, or of the part itself."""
    identity = f"{decision.decision_id}\x1f{part}\x1f{stage}"
    return blake2b(identity.encode(), digest_size=_SPAN_ID_BYTES).hexdigest()
