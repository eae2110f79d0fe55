"""The legacy baseline, simulated: a detector that sees payments every 8 hours, in batches.

::

    payments of a card    p1   p2 |          p3    p4 |                  p5
    batches (UTC)                 08:00               16:00
    decided at                    p1 p2               p3 p4
    p2 marks the card             +--- card held --------------- ... --->|
    stopped in time                          p3    p4

At a batch, the detector knows every payment up to the batch and none after it. It judges the
payments since the batch before, from their own fields and from counts and means of their card and
merchant in windows that end at the batch: all that a batch can know, more than many such systems
use. Its verdict on a payment comes when the payment is long final. So two things are measured:

- **recognised**: payments that it marks, up to 8 hours late. Nothing is saved by it alone.
- **stopped in time**: payments made while their card is held. A payment whose score reaches the
  hold threshold has its card held from the batch on, for `hold_ms`, until the customer is reached.

Both thresholds are chosen in hindsight, so that it recognises (for a hold: scores) as large a share
of the genuine payments as revstream stops (blocks): at equal false positives, in its favour.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backtest.history import History
from backtest.legacy_inputs import batch_after, legacy_inputs
from backtest.logistic import Logistic, fit_logistic
from backtest.rates import Rates, rates
from events.shared.time_units import DAY_MS, HOUR_MS
from trainset.table import FRAUD, UNKNOWN, Ints

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LegacySettings:
    """How the baseline works.

    Attributes:
        batch_ms: time between two batches, counted from midnight UTC.
        maturity_ms: age from which a payment without a label is genuine, for learning.
        hold_ms: how long a card stays held.
        fewest_frauds: it learns from the history before the period only if that many of its
            payments were known as frauds when the period began, else from the period itself.
        published_false_positives: of the genuine payments, for the second working point.
    """

    batch_ms: int = 8 * HOUR_MS
    maturity_ms: int = 30 * DAY_MS
    hold_ms: int = DAY_MS
    fewest_frauds: int = 50
    published_false_positives: float = 0.15


@dataclass(frozen=True, slots=True)
class LegacyBaseline:
    """What was measured of it, over the same payments and truth as revstream.

    Attributes:
        recognised: rates of the payments marked by a batch, hours after they were made.
        stopped: rates of the payments made while their card was held.
        recognised_at_published: as `recognised`, with the threshold at which it marks as large a
            share of the genuine payments as the published legacy system.
        mean_delay_ms: from a payment to the batch that judges it.
        fitted_on: what its model learned from.
        hold_ms: how long a card was held.
        batch_ms: time between two batches.
    """

    recognised: Rates
    stopped: Rates
    recognised_at_published: Rates
    mean_delay_ms: float
    fitted_on: str
    hold_ms: int
    batch_ms: int


def simulate_legacy(
    history: History, stopped: Mask, blocked: Mask, settings: LegacySettings | None = None
) -> LegacyBaseline:
    """Simulates the baseline over the whole table and measures it on the payments decided.

    Args:
        history: the payments.
        stopped: (n,) which of them revstream flags or blocks.
        blocked: (n,) which of them revstream blocks.
        settings: how it works.
    """
    settings = settings or LegacySettings()
    table, rows, genuine = history.table, history.rows, history.truth.counted_genuine
    batch_ms = batch_after(table.event_time_ms, settings.batch_ms)
    inputs = legacy_inputs(table, batch_ms, settings.batch_ms)
    model, fitted_on = _fitted(history, inputs, settings)
    scores = model.score(inputs)
    ascending = np.sort(scores[rows][genuine])

    def threshold(share: float) -> float:
        return _threshold(ascending, share)

    holds = scores >= threshold(_share(blocked, genuine))
    held = held_cards(table.card, table.event_time_ms, batch_ms, holds, settings.hold_ms)
    at_published = threshold(settings.published_false_positives)
    return LegacyBaseline(
        recognised=rates(scores[rows] >= threshold(_share(stopped, genuine)), history),
        stopped=rates(held[rows], history),
        recognised_at_published=rates(scores[rows] >= at_published, history),
        mean_delay_ms=float((batch_ms - table.event_time_ms)[rows].mean()),
        fitted_on=fitted_on,
        hold_ms=settings.hold_ms,
        batch_ms=settings.batch_ms,
    )


def _share(mask: Mask, of: Mask) -> float:
    return float((mask & of).sum() / max(1, of.sum()))


def _fitted(history: History, inputs: Floats, settings: LegacySettings) -> tuple[Logistic, str]:
    table, rows, truth = history.table, history.rows, history.truth
    from_ms = int(history.event_time_ms.min())
    known = table.labels_as_of(from_ms, settings.maturity_ms)
    # Of younger payments only frauds are known: they would teach it that fraud is common.
    usable = (known != UNKNOWN) & (table.event_time_ms <= from_ms - settings.maturity_ms)
    if (known[usable] == FRAUD).sum() >= settings.fewest_frauds:
        model = fit_logistic(inputs[usable], known[usable] == FRAUD)
        return model, "the history before the period, as known when it began"
    learned = rows[truth.counted]
    model = fit_logistic(inputs[learned], truth.fraud[truth.counted])
    return model, "the period itself, in its favour: too few frauds were known before it"


def _threshold(genuine: Floats, share: float) -> float:
    """The lowest score that at most `share` of the ascending genuine scores reach."""
    allowed = round(genuine.size * share)
    if allowed >= genuine.size:
        return 0.0
    return float(np.nextafter(genuine[genuine.size - 1 - allowed], np.inf))


def held_cards(card: Ints, event_time_ms: Ints, batch_ms: Ints, holds: Mask, hold_ms: int) -> Mask:
    """Which payments are made while their card is held.

    A payment of `holds` has its card held in (its batch, its batch + `hold_ms`].
    """
    span = int(max(event_time_ms.max(), batch_ms.max())) + 1
    starts = np.unique(card[holds] * span + batch_ms[holds])
    places = card * span + event_time_ms
    # The newest hold that began before the payment, if it is one of the same card.
    newest = np.searchsorted(starts, places, "left") - 1
    begun = starts[np.maximum(newest, 0)] if starts.size else np.full(card.size, -1)
    same_card = (newest >= 0) & (begun // span == card)
    return np.asarray(same_card & (places - begun <= hold_ms))
