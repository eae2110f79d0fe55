"""The profile that is kept with a fraud model: of its features, of the payment and of its score."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from features.shared.definitions.model import Derived, Feature
from models.fraud.training.fitted_model import FittedModel
from models.shared.artifact import ModelArtifact
from models.shared.profile.feature_profile import FeatureProfile
from models.shared.profile.model_profile import ModelProfile, encode_profile
from models.shared.training.period import Period
from models.shared.training.profiling import profiled_hours, profiled_numbers, profiled_texts
from trainset.table import TrainingTable

_WHOLE_KINDS: Final = ("int", "bool")
_FEWEST_SCORED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Scored:
    """Payments that the profile of the score is made of.

    Attributes:
        table: that they are in.
        rows: indices of them.
        what: which ones they are, in words.
    """

    table: TrainingTable
    rows: NDArray[np.int64]
    what: str


def scored_part(table: TrainingTable, period: Period) -> Scored:
    """The payments after `period`, or where there are too few of them, those of it."""
    later = _on_time(table, period.to_ms, int(table.event_time_ms.max()) + 1)
    if later.size >= _FEWEST_SCORED:
        return Scored(table, later, "payments after the training period, which it did not see")
    within = _on_time(table, period.from_ms, period.to_ms)
    return Scored(table, within, "payments that it was trained on: no others were there")


def profile_of(
    table: TrainingTable, model: FittedModel, period: Period, scored: Scored
) -> ModelProfile:
    """What `model` was trained on: payments that were not late, labelled or not.

    At the beginning of a history the windows of the features are not full yet. Their length is left
    out, at most half of the period: what comes later is to be compared with full ones.

    Args:
        table: that the model was trained on.
        model: as fitted.
        period: whose payments had a chance to be trained on.
        scored: what the profile of the score is made of.
    """
    settled_ms = _settled_ms(table, model.features, period)
    rows = _on_time(table, settled_ms, period.to_ms)
    times = table.event_time_ms[rows]
    kinds = {feature.name: feature.kind for feature in table.definitions.features}
    columns = zip(model.features, table.columns(model.features).tolist(), strict=True)
    features = [
        profiled_numbers(
            name, table.values[rows, column], times, whole=kinds.get(name) in _WHOLE_KINDS
        )
        for name, column in columns
    ]
    return ModelProfile(
        rows=int(rows.size),
        late=int(table.between(settled_ms, period.to_ms).size - rows.size),
        from_ms=int(times.min()),
        to_ms=int(times.max()) + 1,
        features=(*features, *_of_payment(table, rows, model.features)),
        hours=profiled_hours(times),
        score=_of_score(model, scored),
        score_of=scored.what,
    )


def _on_time(table: TrainingTable, from_ms: int, to_ms: int) -> NDArray[np.int64]:
    within = table.between(from_ms, to_ms)
    return within[~table.late[within]]


def _settled_ms(table: TrainingTable, names: tuple[str, ...], period: Period) -> int:
    """When the windows of the features are full, at the latest in the middle of the period."""
    first = max(period.from_ms, int(table.event_time_ms.min()))
    last = min(period.to_ms, int(table.event_time_ms.max()) + 1)
    full = int(table.event_time_ms.min()) + max(
        (
            (feature.window_ms or 0) + _delay_ms(feature, table.feedback_delay_ms)
            for feature in table.definitions.features
            if feature.name in names
        ),
        default=0,
    )
    return max(first, min(full, (first + last) // 2))


def _delay_ms(feature: Feature, feedback_delay_ms: int) -> int:
    delay_ms = 0 if isinstance(feature.source, Derived) else feature.source.delay_ms
    return feedback_delay_ms if delay_ms == "feedback" else delay_ms


def with_profile(artifact: ModelArtifact, profile: ModelProfile) -> ModelArtifact:
    """The artifact with a profile beside it, which its manifest names; the graph is the same."""
    raw = encode_profile(profile)
    manifest = msgspec.structs.replace(artifact.manifest, profile_sha256=sha256(raw).hexdigest())
    return ModelArtifact(manifest, artifact.onnx_bytes, artifact.explainer_bytes, raw)


def _of_payment(
    table: TrainingTable, rows: NDArray[np.int64], given: tuple[str, ...]
) -> list[FeatureProfile]:
    """What every payment carries, though the model is given it through other features alone."""
    times = table.event_time_ms[rows]
    amounts = table.amount_minor[rows].astype(np.float64)
    texts = {"currency": table.currency, "country": table.country, "channel": table.channel}
    return [
        *([] if "amount_minor" in given else [profiled_numbers("amount_minor", amounts, times)]),
        *(profiled_texts(name, column[rows], times) for name, column in texts.items()),
    ]


def _of_score(model: FittedModel, scored: Scored) -> FeatureProfile:
    table, acts = scored.table, model.thresholds
    values = table.values[np.ix_(scored.rows, table.columns(model.features))]
    # What is done about a score depends on a few of the highest: they have bins of their own.
    edges = (acts.flag, acts.block)
    times = table.event_time_ms[scored.rows]
    return profiled_numbers("score", model.score(values), times, edges_at=edges)
