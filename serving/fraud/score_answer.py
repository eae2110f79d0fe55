"""A decision as the risk score that a merchant gets: a probability, a band, reasons."""

from collections.abc import Callable, Mapping
from typing import Final, Literal

from msgspec import Struct

from events.fraud.decision import Action, Reason
from events.shared.model_ref import ModelRef
from serving.fraud.answer import Answer, Basis
from serving.fraud.score_bands import OF_ACTION, Band, BandLimits

_BY_RULE: Final = "a rule of the platform asks for it"
_BY_FEATURE: Final = "Unusual for this payment"


class ScoreReason(Struct, frozen=True):
    """Why.

    Attributes:
        code: `R01` and on of the model, which never change their meaning; `rule`; or a code of the
            service, such as `deadline`.
        text: a sentence for a person.
    """

    code: str
    text: str


class ScoreAnswer(Struct, frozen=True, kw_only=True):
    """A risk score.

    Attributes:
        decision_id: of the decision; what is charged, once.
        transaction_id: of the payment.
        action: what to do with the payment.
        score: probability that the payment is a fraud, 0 to 1, as the model was calibrated; None
            where a rule settled it or the model gave none.
        band: five steps from very low to very high.
        band_from: what the band is of: the score, or the action where there is no score.
        band_limits: from which score on each band begins.
        reasons: why it is flagged or blocked, the strongest first.
        model: the one in force when it was decided.
        basis: what the decision rests on.
        shortfalls: why it may differ from the stream's.
        repeated: whether it is the answer to an earlier request for the same payment.
    """

    decision_id: str
    transaction_id: str
    action: Action
    score: float | None
    band: Band
    band_from: Literal["score", "action"]
    band_limits: BandLimits
    reasons: tuple[ScoreReason, ...]
    model: ModelRef
    basis: Basis
    shortfalls: tuple[str, ...]
    repeated: bool


class Scores:
    """Makes scores of answers.

    Args:
        limits: of the bands, by the model that decided.
        sentences: of the reason codes.
    """

    def __init__(
        self, limits: Callable[[ModelRef], BandLimits], sentences: Mapping[str, str]
    ) -> None:
        self._limits, self._sentences = limits, sentences

    def of(self, answer: Answer, *, in_full: bool) -> ScoreAnswer:
        """The score in an answer.

        Args:
            answer: the answer.
            in_full: whether reasons may say what a card did at other merchants, and name rules.
        """
        decision = answer.decision
        score, limits = decision.score, self._limits(decision.model)
        return ScoreAnswer(
            decision_id=decision.decision_id,
            transaction_id=decision.transaction_id,
            action=decision.action,
            score=score,
            band=OF_ACTION[decision.action] if score is None else limits.band(score),
            band_from="action" if score is None else "score",
            band_limits=limits,
            reasons=tuple(self._reason(one, in_full=in_full) for one in decision.reasons),
            model=decision.model,
            basis=answer.basis,
            shortfalls=answer.shortfalls,
            repeated=answer.repeated,
        )

    def _reason(self, reason: Reason, *, in_full: bool) -> ScoreReason:
        if reason.source == "rule":
            return ScoreReason("rule", f"{reason.name}: {reason.text}" if in_full else _BY_RULE)
        if reason.source == "model":
            code = reason.code or reason.name
            text = reason.text if in_full else self._sentences.get(code, _BY_FEATURE)
            return ScoreReason(code, text)
        return ScoreReason(reason.name, reason.text)
