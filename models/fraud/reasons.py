"""Why the model scored a payment as it did: the reason codes that raise its score, in words.

row --explainer--> contribution a feature --sum--> contribution a code --> the strongest few
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from events.fraud.decision import Reason
from events.shared.feature_value import FeatureValue, WrittenValue
from features.fraud.catalogue import SHIPPED
from features.shared.definitions.model import Definitions
from models.fraud.explanation.reason_codes import ReasonCode, ReasonCodes
from models.shared.explanation.choice import explainer_for
from models.shared.explanation.explanation import Explanation
from models.shared.scorer import OnnxScorer

_MIN_CONTRIBUTION: Final = 1e-6
_WHOLE_FROM: Final = 100


class ModelReasons:
    """Finds the reasons of a model's scores; make one per scorer.

    Args:
        scorer: the model in force.
        definitions: that name the reason of each feature.

    Raises:
        ExplainerError: the model has an explainer that does not fit it.
    """

    def __init__(self, scorer: OnnxScorer, definitions: Definitions = SHIPPED) -> None:
        self._scorer = scorer
        self._explainer = explainer_for(scorer)
        self._names = scorer.manifest.features
        codes = ReasonCodes(definitions)
        spoken_for = [codes.of(name) for name in self._names]
        every = dict.fromkeys((*codes.codes, *spoken_for))
        self.codes: Final[tuple[ReasonCode, ...]] = tuple(every)
        numbers = {reason: number for number, reason in enumerate(self.codes)}
        self._spoken_for = spoken_for
        self._code = np.array([numbers[reason] for reason in spoken_for])

    def code_of(self, column: int) -> ReasonCode:
        """The reason that a feature speaks for, by its place among the model's."""
        return self._spoken_for[column]

    def explain(self, values: Sequence[FeatureValue]) -> Explanation:
        """The contribution of every feature of the model."""
        return self._explainer.explain(self._scorer.matrix([values])[0])

    def by_code(self, contributions: NDArray[np.float64]) -> list[float]:
        """Contributions of the features summed by code, in the order of `codes`."""
        sums: list[float] = np.bincount(
            self._code, weights=contributions, minlength=len(self.codes)
        ).tolist()
        return sums

    def top(self, values: Sequence[FeatureValue], k: int = 3) -> tuple[Reason, ...]:
        """At most `k` reasons, the largest contribution first; only those that raise the score.

        `values` are those given to `scorer.score`.
        """
        explanation = self.explain(values)
        sums = self.by_code(explanation.contributions)
        log_odds = None if explanation.log_odds is None else self.by_code(explanation.log_odds)
        strongest = sorted(range(len(sums)), key=lambda number: -sums[number])[:k]
        return tuple(
            self._reason(
                number,
                explanation.contributions,
                values,
                (sums[number], None if log_odds is None else log_odds[number]),
            )
            for number in strongest
            if sums[number] >= _MIN_CONTRIBUTION
        )

    def _reason(
        self,
        number: int,
        contributions: NDArray[np.float64],
        values: Sequence[FeatureValue],
        total: tuple[float, float | None],
    ) -> Reason:
        columns = np.flatnonzero((self._code == number) & (contributions > 0)).tolist()
        columns.sort(key=lambda column: -contributions[column])
        names = tuple(self._names[column] for column in columns)
        reason = self.codes[number]
        value = values[self._scorer.columns[columns[0]]]
        usual = self._scorer.manifest.reference[names[0]]
        points, log_odds = total
        said = sentence(names[0], value, usual)
        return Reason(
            source="model",
            name=names[0],
            text=said if reason.text is None else f"{reason.text}: {said}",
            contribution=round(points, 6),
            code=reason.code,
            features=names,
            log_odds=None if log_odds is None else round(log_odds, 6),
        )


def sentence(name: str, value: WrittenValue, usual: float | None) -> str:
    """The feature's value beside its usual one, for a person.

    >>> sentence("card_count_1h", 14, 1.0)
    'card_count_1h is 14, usually 1'
    >>> sentence("card_new_merchant", True, 0.0)
    'card_new_merchant is yes, usually no'
    >>> sentence("card_speed_kmh", 4210.7, 0.25)
    'card_speed_kmh is 4211, usually 0.25'
    """
    return f"{name} is {shown(value)}, usually {shown_usual(usual, value)}"


def shown_usual(usual: float | None, value: WrittenValue) -> str:
    """A usual value for a person, as yes or no where the value is such."""
    return shown(usual == 1 if isinstance(value, bool) else usual)


def shown(value: WrittenValue) -> str:
    """A value for a person.

    >>> shown(True), shown(None), shown(3.14159), shown(123456.7)
    ('yes', 'unknown', '3.14', '123457')
    """
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | tuple):
        return value if isinstance(value, str) else ", ".join(map(shown, value))
    if abs(value) >= _WHOLE_FROM or value == int(value):
        return str(round(value))
    return f"{value:.3g}"
