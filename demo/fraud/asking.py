"""Shops that ask before they are paid: decisions on request, of all payments of some merchants.

::

    payments.jsonl --at a rate--> job ------------------> decisions --+
          |                                                           +--> agree, or differ
          +--of some merchants, a little earlier--> client --> serve -+

The file is what the job reads, and the payments that are asked about are among its own: nothing has
to be handed on.
"""

from collections.abc import Mapping, Sequence
from http.client import HTTPException
from threading import Event, Thread
from time import time
from typing import Final, NamedTuple
from zlib import crc32

import msgspec

from demo.fraud.data import DataSet
from demo.fraud.label_arrivals import LabelArrivals
from demo.fraud.plan import DemoPlan
from serving.client.client import RevstreamClient
from serving.client.refused import RequestRefused

ONE_IN: Final = 8
"""Of so many merchants one asks."""

AHEAD_S: Final = 0.5
"""So long before the job has a payment it is asked about."""


class DuePayment(NamedTuple):
    """A payment that is asked about.

    Attributes:
        due_s: when the job reads it, after the first that it reads at the rate.
        payment: as it was sent.
    """

    due_s: float
    payment: Mapping[str, object]


def payments_asked_about(
    data: DataSet, plan: DemoPlan, arrivals: LabelArrivals, one_in: int = ONE_IN
) -> list[DuePayment]:
    """The payments of one in so many merchants, of those that come at the rate, in order.

    What comes again is not asked about again, nor what is no payment.
    """
    first = plan.paced_from(len(data.records))
    first_line = arrivals.first_line(first)
    due: list[DuePayment] = []
    for number, record in enumerate(data.records[first:], start=first):
        if record.kind in {"duplicate", "malformed"}:
            continue
        payment = msgspec.json.decode(record.raw, type=dict[str, object])
        if crc32(str(payment["merchant_id"]).encode()) % one_in == 0:
            line = arrivals.first_line(number) - first_line
            due.append(DuePayment(line / plan.rate_per_s, payment))
    return due


class Asking:
    """Asks beside a running job, in a thread of its own.

    Args:
        due: the payments, in the order that the job reads them in.
        url: of the service.
        key: that it is asked with.
        since_ms: when the job read the first payment at the rate, epoch ms.
        ahead_s: how long before the job has a payment it is asked about.
    """

    def __init__(
        self,
        due: Sequence[DuePayment],
        url: str,
        key: str,
        since_ms: int,
        *,
        ahead_s: float = AHEAD_S,
    ) -> None:
        self.asked = self.refused = 0
        self._due = due
        self._url, self._key = url, key
        self._since_s, self._ahead_s = since_ms / 1_000, ahead_s
        self._stop = Event()
        self._thread = Thread(target=self._run, name="asking", daemon=True)

    def start(self) -> None:
        """Begin with what is due from now on."""
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def wait(self) -> None:
        """Wait until all payments were asked about."""
        self._thread.join()

    def _run(self) -> None:
        with RevstreamClient(self._url, self._key) as client:
            for due_s, payment in self._due:
                left_s = self._since_s + due_s - time()
                # What the job has already is nothing to ask about.
                if left_s < 0:
                    continue
                if self._stop.wait(max(0.0, left_s - self._ahead_s)):
                    return
                self._ask(client, payment)

    def _ask(self, client: RevstreamClient, payment: Mapping[str, object]) -> None:
        try:
            client.decide(payment)
            self.asked += 1
        except (RequestRefused, OSError, HTTPException):
            self.refused += 1
