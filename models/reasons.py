"""Why the model scored a payment as it did: what each feature alone adds to the score.

By occlusion: one feature at a time is replaced by its reference (usual) value and the payment is
scored again; how far the score falls is the feature's contribution. That is an explanation of the
model, not an exact attribution: features that say the same thing cover for each other.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from events.decision import FeatureValue, Reason
from models.scorer import OnnxScorer

_MIN_CONTRIBUTION: Final = 1e-6
_WHOLE_FROM: Final = 100


def top_reasons(
    scorer: OnnxScorer, values: Sequence[FeatureValue], k: int = 3
) -> tuple[Reason, ...]:
    """At most `k` reasons, the largest contribution first; only those that raise the score.

    `values` are those given to `scorer.score`. One batch of at most features + 1 rows is scored.
    """
    manifest = scorer.manifest
    row = scorer.matrix([values])[0]
    usual = [manifest.reference[name] for name in manifest.features]
    filled = np.array([manifest.missing_value if v is None else v for v in usual], dtype=np.float32)
    differing = np.flatnonzero(row != filled)
    inputs = np.repeat(row[None, :], differing.size + 1, axis=0)
    inputs[np.arange(1, differing.size + 1), differing] = filled[differing]
    score, *without = scorer.score_matrix(inputs)
    contributions = [
        (score - other, column) for other, column in zip(without, differing.tolist(), strict=True)
    ]
    contributions.sort(key=lambda item: (-item[0], item[1]))
    return tuple(
        Reason(
            source="model",
            name=manifest.features[column],
            text=sentence(manifest.features[column], values[scorer.columns[column]], usual[column]),
            contribution=round(contribution, 6),
        )
        for contribution, column in contributions[:k]
        if contribution >= _MIN_CONTRIBUTION
    )


def sentence(name: str, value: FeatureValue, usual: float | None) -> str:
    """The feature's value beside its usual one, for a person.

    >>> sentence("card_count_1h", 14, 1.0)
    'card_count_1h: 14, usually 1'
    >>> sentence("card_new_merchant", True, 0.0)
    'card_new_merchant: yes, usually no'
    >>> sentence("card_speed_kmh", 4210.7, 0.25)
    'card_speed_kmh: 4211, usually 0.25'
    """
    if isinstance(value, bool):
        return f"{name}: {_yes_no(value)}, usually {_yes_no(usual == 1)}"
    return f"{name}: {_shown(value)}, usually {_shown(usual)}"


def _yes_no(value: bool) -> str:  # noqa: FBT001 - it is the value itself
    return "yes" if value else "no"


def _shown(value: float | None) -> str:
    if value is None:
        return "unknown"
    if abs(value) >= _WHOLE_FROM or value == int(value):
        return str(round(value))
    return f"{value:.3g}"
