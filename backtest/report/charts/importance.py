"""The features that the model relies on most."""

from typing import Final

from backtest.importance import Importances
from reporting.frame import Frame, Scale

_SHOWN: Final = 14
_ROW: Final = 21


def importance_chart(importances: Importances) -> str:
    """A bar for each of the most important features."""
    features = importances.features[:_SHOWN]
    frame = Frame(520, 46 + _ROW * len(features), (214, 46, 34, 8))
    most = max(features[0].fall, 1e-9)
    x = Scale(0, most, frame.left, frame.right)
    frame.text(0, frame.top - 14, "fall of average precision when the feature is shuffled", "unit")
    for number, feature in enumerate(features):
        top = frame.top + number * _ROW
        frame.text(frame.left - 8, top + 12, feature.feature, "label end")
        width = x(max(feature.fall, 0.0)) - x(0)
        frame.bar(
            x(0), top, width, _ROW - 6, "fill-model", f"{feature.feature}: {feature.fall:.4f}"
        )
        frame.text(x(0) + width + 6, top + 12, f"{feature.fall:.3f}", "small muted")
    return frame.drawn("Features by how much the model's ranking needs them")
