"""Verdicts on the payments of one key, counted as they were known at any moment.

::

    payment      p1        p2              p3             event time -->
    verdicts      |fraud    |genuine        |fraud        newest one reported by then decides
                  |genuine                                (a revision)

    frauds known at t among the payments in (after, until]
"""

from bisect import bisect_left, bisect_right, insort
from typing import Final, Self

from msgspec import Struct

from features.shared.gaps import from_gaps, to_gaps
from features.shared.watermark import NOTHING_SEEN_MS

_MOST_REVISIONS: Final = 8
"""Verdicts kept of one payment, the newest; real ones are revised once or twice."""

Verdict = tuple[int, bool]
"""When it was reported, and whether it says fraud."""


class VerdictsImage(Struct, frozen=True, array_like=True):
    """Verdicts as they are stored.

    Attributes:
        identities: of the payments, by event time.
        gaps_ms: their event times as gaps.
        lags_ms: for each, the reported times of its verdicts less its event time, oldest first.
        frauds: for each, what its verdicts say.
    """

    identities: list[str]
    gaps_ms: list[int]
    lags_ms: list[list[int]]
    frauds: list[list[bool]]


NO_VERDICTS: Final = VerdictsImage([], [], [], [])
"""What a state of before there were labels had of them."""


class Verdicts:
    """Verdicts by payment.

    Args:
        most_payments: payments with verdicts held at most; above it the oldest quarter goes.
    """

    __slots__ = ("_frauds_ms", "_most_payments", "_newest_report_ms", "_order", "_reports")

    def __init__(self, most_payments: int) -> None:
        self._most_payments = most_payments
        self._order: list[tuple[int, str]] = []
        self._reports: dict[tuple[int, str], list[Verdict]] = {}
        self._frauds_ms: list[int] = []
        self._newest_report_ms = NOTHING_SEEN_MS

    def __len__(self) -> int:
        """Number of payments with a verdict."""
        return len(self._order)

    @property
    def newest_ms(self) -> int | None:
        """Event time of the newest payment with a verdict, None without any."""
        return self._order[-1][0] if self._order else None

    def add(self, identity: str, time_ms: int, verdict: Verdict, floor_ms: int) -> bool:
        """Takes one verdict; no window will reach back to `floor_ms` or before any more.

        Returns whether it was taken: one that is known already, older than all verdicts that are
        kept of the payment, or on a payment that no window reaches, changes nothing.
        """
        payment = (time_ms, identity)
        reports = self._reports.get(payment, [])
        if time_ms <= floor_ms or verdict in reports or _outdated(verdict, reports):
            return False
        self._drop(bisect_right(self._order, floor_ms, key=_time_of))
        if not reports:
            insort(self._order, payment)
            self._reports[payment] = reports
        elif reports[-1][1]:
            self._unmark(time_ms)
        reports.insert(bisect_right(reports, verdict[0], key=_reported_of), verdict)
        del reports[:-_MOST_REVISIONS]
        if reports[-1][1]:
            insort(self._frauds_ms, time_ms)
        self._newest_report_ms = max(self._newest_report_ms, verdict[0])
        if len(self._order) > self._most_payments:
            self._drop(len(self._order) - self._most_payments * 3 // 4)
        return True

    def frauds(self, known_at_ms: int, after_ms: int, until_ms: int) -> int:
        """Payments in (after, until] of which the newest verdict known at a time says fraud."""
        if known_at_ms >= self._newest_report_ms:
            times = self._frauds_ms
            if not times:
                return 0
            return bisect_right(times, until_ms) - bisect_right(times, after_ms)
        return len(self._known_then(known_at_ms, after_ms, until_ms))

    def latest_fraud(self, known_at_ms: int, after_ms: int, until_ms: int) -> int | None:
        """Event time of the latest payment that `frauds` counts, None where it counts none."""
        if known_at_ms >= self._newest_report_ms:
            times = self._frauds_ms
            last = bisect_right(times, until_ms)
            return times[last - 1] if last and times[last - 1] > after_ms else None
        known = self._known_then(known_at_ms, after_ms, until_ms)
        return known[-1] if known else None

    def earliest_fraud(self, known_at_ms: int, after_ms: int, until_ms: int) -> int | None:
        """Event time of the earliest payment that `frauds` counts, None where it counts none."""
        if known_at_ms >= self._newest_report_ms:
            times = self._frauds_ms
            first = bisect_right(times, after_ms)
            return times[first] if first < len(times) and times[first] <= until_ms else None
        known = self._known_then(known_at_ms, after_ms, until_ms)
        return known[0] if known else None

    def _known_then(self, known_at_ms: int, after_ms: int, until_ms: int) -> list[int]:
        """Event times of the frauds that `frauds` counts, where newer verdicts came since."""
        first = bisect_right(self._order, after_ms, key=_time_of)
        last = bisect_right(self._order, until_ms, key=_time_of)
        return [
            payment[0]
            for payment in self._order[first:last]
            if _said_fraud(self._reports[payment], known_at_ms)
        ]

    def _unmark(self, time_ms: int) -> None:
        del self._frauds_ms[bisect_left(self._frauds_ms, time_ms)]

    def _drop(self, payments: int) -> None:
        for payment in self._order[:payments]:
            if self._reports.pop(payment)[-1][1]:
                self._unmark(payment[0])
        del self._order[:payments]

    def image(self) -> VerdictsImage:
        """What `restore` makes the same verdicts from."""
        reports = [self._reports[payment] for payment in self._order]
        return VerdictsImage(
            identities=[identity for _, identity in self._order],
            gaps_ms=to_gaps([time_ms for time_ms, _ in self._order]),
            lags_ms=[
                [reported_ms - time_ms for reported_ms, _ in of_one]
                for (time_ms, _), of_one in zip(self._order, reports, strict=True)
            ],
            frauds=[[is_fraud for _, is_fraud in of_one] for of_one in reports],
        )

    def restore(self, image: VerdictsImage) -> Self:
        """Takes over the verdicts that `image` was taken of."""
        times_ms = from_gaps(image.gaps_ms)
        self._order = list(zip(times_ms, image.identities, strict=True))
        self._reports = {
            payment: [(payment[0] + lag, fraud) for lag, fraud in zip(lags, frauds, strict=True)]
            for payment, lags, frauds in zip(self._order, image.lags_ms, image.frauds, strict=True)
        }
        reports = self._reports.items()
        self._frauds_ms = [time_ms for (time_ms, _), of_one in reports if of_one[-1][1]]
        newest = (of_one[-1][0] for of_one in self._reports.values())
        self._newest_report_ms = max(newest, default=NOTHING_SEEN_MS)
        return self


def _time_of(payment: tuple[int, str]) -> int:
    return payment[0]


def _reported_of(verdict: Verdict) -> int:
    return verdict[0]


def _outdated(verdict: Verdict, reports: list[Verdict]) -> bool:
    """Whether `reports` are full of newer ones."""
    return len(reports) == _MOST_REVISIONS and verdict[0] < reports[0][0]


def _said_fraud(reports: list[Verdict], known_at_ms: int) -> bool:
    """What the newest of `reports` known at a time says; nothing known is no fraud."""
    known = bisect_right(reports, known_at_ms, key=_reported_of)
    return known > 0 and reports[known - 1][1]
