"""Hostile requests, one after the other, and what is wrong with the answers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any, Final, Self

import msgspec

from machine.ports import LOCALHOST
from tests.serving.fuzz.hostile_requests import hostile_requests
from tests.serving.fuzz.judged import Judge, raw_answer
from tests.serving.fuzz.whole_service import PATIENCE_S, WholeService

_SHOWN_BYTES: Final = 600
_KNOWN_IDS: Final = 10


@dataclass
class Outcome:
    """What came of calls.

    Attributes:
        statuses: how often each was answered; 0 is no answer.
        faults: of answers, each with its request.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Outcome") -> Self:
        """With that of further calls."""
        self.statuses += other.statuses
        self.faults += other.faults
        return self


def described(service: WholeService) -> Mapping[str, Any]:
    """The description that the service gives of itself."""
    connection = HTTPConnection(LOCALHOST, service.port, timeout=PATIENCE_S)
    connection.request("GET", "/v1/schema/openapi.json")
    told: Mapping[str, Any] = msgspec.json.decode(connection.getresponse().read())
    connection.close()
    return told


def raw_calls(
    service: WholeService, seed: int, calls: int, *, store_is_there: bool = True
) -> Outcome:
    """What comes of so many calls."""
    description, outcome = described(service), Outcome()
    judge = Judge(description, [service.keys["revoked"], service.keys["expired"]])
    # Those in force more often than the others.
    keys = [*service.keys.values(), *[service.keys["platform"], service.keys["tenant"]] * 3]
    ids = [one.decision_id for one in service.decisions[:_KNOWN_IDS]]
    for request in hostile_requests(seed, calls, description, keys, ids):
        try:
            answer = raw_answer(service.port, request)
        except TimeoutError:
            outcome.faults.append(f"it hangs: {request.raw[:_SHOWN_BYTES]!r}")
            continue
        outcome.statuses[answer.status] += 1
        fault = judge.fault(request, answer, store_is_there=store_is_there)
        if fault:
            outcome.faults.append(f"{fault}: {request.raw[:_SHOWN_BYTES]!r}")
    return outcome
