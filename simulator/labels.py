"""What becomes known of the payments afterwards: chargebacks, won disputes, analysts' verdicts.

fraud     t --hours--> analyst (some) ----days----> chargeback (most)
genuine   t --hours--> analyst (few)
          t ----days----> chargeback (very few) ----weeks----> dispute won (of them, many)
          a later label about the same payment replaces the earlier one
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from events.fraud.label import Label, LabelKind
from events.shared.time_units import DAY_MS, HOUR_MS
from simulator.label_settings import LabelSettings
from simulator.simulation import Simulation
from simulator.table import GENUINE, Flags, Ints

LABEL_KINDS: Final[tuple[LabelKind, ...]] = (
    "chargeback",
    "dispute_won",
    "analyst_fraud",
    "analyst_genuine",
)
_CHARGEBACK, _DISPUTE_WON, _ANALYST_FRAUD, _ANALYST_GENUINE = range(len(LABEL_KINDS))
_ANALYST_SIGMA: Final = 0.8
_DISPUTE_SIGMA: Final = 0.4


@dataclass(frozen=True, slots=True)
class LabelColumns:
    """Labels by column.

    Attributes:
        row: row of the payment.
        kind: index of `LABEL_KINDS`.
        reported_ms: when it becomes known, epoch ms.
    """

    row: Ints
    kind: Ints
    reported_ms: Ints


def labels_of(simulation: Simulation, settings: LabelSettings) -> Iterator[Label]:
    """The labels about the payments of a simulation, in the order in which they become known."""
    rng = np.random.default_rng(settings.seed)
    columns = label_columns(
        rng, simulation.table.time_ms, simulation.table.pattern != GENUINE, settings
    )
    ids = rng.permutation(columns.row.size).tolist()
    return (
        Label(f"label-{number:08d}", transaction, card, merchant, LABEL_KINDS[kind], *times)
        for number, transaction, card, merchant, kind, *times in zip(
            ids,
            simulation.transactions(columns.row),
            simulation.cards(columns.row),
            simulation.merchants(columns.row),
            columns.kind.tolist(),
            simulation.table.time_ms[columns.row].tolist(),
            columns.reported_ms.tolist(),
            strict=True,
        )
    )


def label_columns(
    rng: np.random.Generator, time_ms: Ints, is_fraud: Flags, settings: LabelSettings
) -> LabelColumns:
    """The labels of payments with these event times, by the time of their report."""
    parts = [
        *_charged_back(rng, time_ms, is_fraud, settings),
        _looked_at(rng, time_ms, is_fraud, settings),
    ]
    row = np.concatenate([part.row for part in parts])
    kind = np.concatenate([part.kind for part in parts])
    reported_ms = np.concatenate([part.reported_ms for part in parts])
    order = np.argsort(reported_ms, kind="stable")
    return LabelColumns(row[order], kind[order], reported_ms[order])


def _charged_back(
    rng: np.random.Generator, time_ms: Ints, is_fraud: Flags, settings: LabelSettings
) -> tuple[LabelColumns, LabelColumns]:
    """Chargebacks, most of them of frauds, and the disputes about the others."""
    share = np.where(is_fraud, settings.chargeback_share, settings.friendly_share)
    row = np.flatnonzero(rng.random(time_ms.size) < share)
    reported_ms = time_ms[row] + _delay_ms(
        rng,
        row.size,
        settings.chargeback_median_days,
        settings.chargeback_sigma,
        settings.longest_days,
    )
    won = np.flatnonzero(~is_fraud[row] & (rng.random(row.size) < settings.dispute_won_share))
    won_ms = reported_ms[won] + _delay_ms(
        rng, won.size, settings.dispute_median_days, _DISPUTE_SIGMA, settings.longest_days
    )
    return (
        LabelColumns(row, np.full(row.size, _CHARGEBACK), reported_ms),
        LabelColumns(row[won], np.full(won.size, _DISPUTE_WON), won_ms),
    )


def _looked_at(
    rng: np.random.Generator, time_ms: Ints, is_fraud: Flags, settings: LabelSettings
) -> LabelColumns:
    """Analysts' verdicts, some of them wrong."""
    share = np.where(is_fraud, settings.analyst_fraud_share, settings.analyst_genuine_share)
    row = np.flatnonzero(rng.random(time_ms.size) < share)
    wrong = rng.random(row.size) < settings.analyst_error_share
    kind = np.where(is_fraud[row] != wrong, _ANALYST_FRAUD, _ANALYST_GENUINE)
    delay_ms = _delay_ms(
        rng, row.size, settings.analyst_median_hours / 24, _ANALYST_SIGMA, settings.longest_days
    )
    return LabelColumns(row, kind, time_ms[row] + delay_ms)


def _delay_ms(
    rng: np.random.Generator, size: int, median_days: float, sigma: float, longest_days: float
) -> Ints:
    """Log-normal delays in ms, at least a minute."""
    days = np.minimum(median_days * rng.lognormal(0.0, sigma, size=size), longest_days)
    return np.maximum((days * DAY_MS).astype(np.int64), HOUR_MS // 60)
