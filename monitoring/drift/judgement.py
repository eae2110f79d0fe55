"""All findings about one window, from its tally."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from events.shared.time_units import DAY_MS
from models.shared.profile.feature_profile import FeatureProfile
from monitoring.drift.comparison import (
    STREAM_LIMITS,
    Comparison,
    Counts,
    Reference,
    Sample,
    at_hours,
    overall,
)
from monitoring.drift.finding import Finding
from monitoring.drift.layout import DECISIONS, DUPLICATES, LATE, REJECTED, REPEATED, Layout
from monitoring.drift.tally import Tally
from monitoring.drift.windows import Window

_COME_ON_TOP: Final = {"repeated": REPEATED, "duplicates": DUPLICATES, "rejected": REJECTED}
"""Records that are not among the decisions, by the name of their share."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """The cells of a feature, or of the score, in a window.

    Attributes:
        profile: of it.
        reference: what its cells are compared with.
        counts: (cells,) rows of the window.
        new: values that training did not have, by how often they came.
    """

    profile: FeatureProfile
    reference: Reference
    counts: Counts
    new: Mapping[str, int]


def distributions_of(layout: Layout, tally: Tally) -> tuple[Distribution, ...]:
    """Those of all features in the order of the profile, and last that of the score."""
    profile, counts = layout.profile, tally.counts
    hours, score_hours = counts[layout.hours], counts[layout.score_hours]
    return (
        *(
            Distribution(one, _at(one, hours), counts[layout.feature(number)], tally.named(number))
            for number, one in enumerate(profile.features)
        ),
        Distribution(profile.score, _at(profile.score, score_hours), counts[layout.score], {}),
    )


def _at(profile: FeatureProfile, hours: Counts) -> Reference:
    return at_hours(profile, hours) if hours.any() else overall(profile)


def findings_of(layout: Layout, window: Window, tally: Tally, *, whole: bool) -> Iterator[Finding]:
    """The findings, feature by feature.

    Args:
        layout: of the tally.
        window: that the tally is of.
        tally: of the window.
        whole: whether the stream had begun when the window did.
    """
    rows_a_day, counts = layout.profile.rows_a_day, tally.counts
    *features, score = distributions_of(layout, tally)
    for one in features:
        comparison = Comparison(one.profile.name, window.name, one.profile.dispersion, rows_a_day)
        yield from comparison.cells(one.profile, one.reference, one.counts, one.new)
    comparison = Comparison("score", window.name, score.profile.dispersion, rows_a_day)
    yield from comparison.distances(score.profile, score.reference, score.counts)
    if whole and window.width_ms % DAY_MS == 0:
        yield _of_hours(layout, window, counts[layout.hours])
    yield from _of_stream(layout, window, counts)


def _of_hours(layout: Layout, window: Window, hours: Counts) -> Finding:
    """Whether payments come at other hours; all else is compared with the same hours."""
    profile = layout.profile.hours
    comparison = Comparison(
        profile.name, window.name, profile.dispersion, layout.profile.rows_a_day
    )
    cells = np.append(hours, [0, 0])
    return next(iter(comparison.distances(profile, overall(profile), cells)))


def _of_stream(layout: Layout, window: Window, counts: Counts) -> Iterator[Finding]:
    trained, decisions = layout.profile, int(counts[DECISIONS])
    yield Comparison("late", window.name).share(
        "share",
        Sample(trained.late, trained.late + trained.rows),
        Sample(int(counts[LATE]), decisions),
        STREAM_LIMITS,
    )
    for name, cell in _COME_ON_TOP.items():
        number = int(counts[cell])
        if number:
            yield Comparison(name, window.name).share(
                "share",
                Sample(0, trained.rows),
                Sample(number, decisions + number),
                STREAM_LIMITS,
            )
