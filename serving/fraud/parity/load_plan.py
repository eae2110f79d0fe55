"""What a comparison under load asks about: the records at the end of a stream, each by its place.

::

    ......history...... [ its end ] | paced records, each asked about before the job has it
                         in the store before anything is asked
"""

from collections.abc import Callable, Sequence
from time import time_ns

from msgspec import Struct

from events.fraud.decision import decision_id
from events.fraud.payment import Payment
from events.shared.rejected import Fault


class Paced(Struct, frozen=True):
    """A record that the job reads at the rate.

    Attributes:
        raw: the record.
        payment: that comes with it for the first time; None of a repeated one, and of what is none.
    """

    raw: bytes
    payment: Payment | None


class LoadPlan(Struct, frozen=True):
    """How payments are asked about.

    Attributes:
        end_of_history: the last payments before those at the rate.
        paced: the records that are read at the rate, in their order.
        places: of the payments, by the id of their decision: 0 in the history, then from 1 on.
        rate_per_s: of the job.
        ahead_s: how long before the job's decision of it a payment is asked about.
    """

    end_of_history: Sequence[Payment]
    paced: Sequence[Paced]
    places: dict[str, int]
    rate_per_s: float
    ahead_s: float

    @property
    def ahead(self) -> int:
        """How many payments ahead of the job one is asked about."""
        return max(1, int(self.ahead_s * self.rate_per_s))


def load_plan(  # noqa: PLR0913 - what is asked, and how
    records: Sequence[bytes],
    decode: Callable[[bytes, int], Payment | Fault],
    *,
    paced: int,
    end: int,
    rate_per_s: float,
    ahead_s: float,
) -> LoadPlan:
    """The plan of a stream.

    Args:
        records: of the stream.
        decode: the job's reading of a record, with the time now.
        paced: how many of the last ones are read at the rate.
        end: payments of the history that count as its end.
        rate_per_s: see `LoadPlan`.
        ahead_s: likewise.

    Raises:
        ValueError: there are not more records than those at the rate.
    """
    begin = len(records) - paced
    if begin <= 0:
        raise ValueError(
            f"--rate, --seconds: {paced} records; expected fewer than the {len(records)} there are"
        )
    now_ms = time_ns() // 1_000_000
    known: set[str] = set()
    history: list[Payment] = []
    of_rate: list[Paced] = []
    places: dict[str, int] = {}
    for number, raw in enumerate(records):
        payment = decode(raw.rstrip(b"\r\n"), now_ms)
        first = None if isinstance(payment, Fault) or _is_known(payment, known) else payment
        if number < begin:
            history += [] if first is None else [first]
            del history[:-end]
            continue
        of_rate.append(Paced(raw, first))
        if first is not None:
            places[decision_id(first)] = len(of_rate)
    places |= dict.fromkeys(map(decision_id, history), 0)
    return LoadPlan(history, of_rate, places, rate_per_s, ahead_s)


def _is_known(payment: Payment, known: set[str]) -> bool:
    """Whether a payment came before; it is known from now on."""
    one = decision_id(payment)
    if one in known:
        return True
    known.add(one)
    return False
