"""A decision: what to do with one payment, and everything needed to explain and repeat it."""

from hashlib import blake2b
from typing import Final, Literal

from msgspec import UNSET, Struct, UnsetType

from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.feature_value import FeatureValue, WrittenValue
from events.shared.model_ref import ModelRef
from events.shared.own_fields import FieldValue

DECISION_SCHEMA_VERSION: Final = 3

Action = Literal["allow", "flag", "block"]
Tier = Literal["rules", "model"]

NO_SCORE: Final = "no_score"
"""Name of the job's reason where the model was asked and gave no probability."""

MISSING_RATE: Final = "missing_rate"
"""Name of the job's reason where no rate says what the amount is in the base currency."""


class RuleHit(Struct, frozen=True):
    """A rule that matched: its id, its version and the action it asks for."""

    id: str
    version: int
    action: Action


class Reason(Struct, frozen=True, omit_defaults=True):
    """Why, in words: from a rule, from the model, from the job itself or from who stood in for it.

    Attributes:
        source: who says so.
        name: the rule's id, the name of the strongest feature, or a code of the job (``late``,
            ``no_score``, ``missing_rate``).
        text: a sentence for a person.
        contribution: for the model, how much of the score (0..1) is due to this reason.
        code: for the model, the reason code (``R02``) that its features are summed under.
        features: for the model, the features of that code that raise the score, strongest first.
        log_odds: for the model, the contribution in log-odds of the score, where that is exact.
    """

    source: Literal["rule", "model", "job", "service"]
    name: str
    text: str
    contribution: float | None = None
    code: str | None = None
    features: tuple[str, ...] = ()
    log_odds: float | None = None


class Decision(Struct, frozen=True):
    """One decision for one payment.

    Attributes:
        decision_id: deterministic, see `decision_id`; consumers drop repeats by it.
        score: probability of fraud in 0..1; None where the rules settled the payment, or where the
            model gave none (`tier` is ``model``, with the job's reason ``no_score``).
        tier: who settled it.
        features: value by name; a late payment has only those of the payment itself.
        model: the one in force; it scored only where `tier` is ``model``.
        ruleset: sha256 of the rules in force.
        stage_us: microseconds by stage; ``in_job`` is from record read to decision emitted.
        late: the payment was older than its features could be computed exactly for.
        currency: of the payment, as are country and channel: rules may read them. None only in
            records of schema version 1.
        base_currency: what amounts are compared in; absent where it is the payment's currency.
        amount_base_minor: the amount in minor units of it; absent where it is the payment's
            currency, and where no rate says what it is.
        fields: the payment's own fields that the definitions carry, by name, a decimal as text;
            absent without any.
        incomplete: features that are missing because their window was not seen whole; absent
            without any.
        definitions: sha256 of the definitions in force; absent in older records.
    """

    decision_id: str
    transaction_id: str
    card_id: str
    merchant_id: str
    event_time_ms: int
    action: Action
    score: float | None
    tier: Tier
    rule_hits: tuple[RuleHit, ...]
    reasons: tuple[Reason, ...]
    features: dict[str, WrittenValue]
    model: ModelRef
    ruleset: str
    stage_us: dict[str, int]
    late: bool
    trace_id: str | None
    job_version: str
    currency: str | None = None
    country: str | None = None
    channel: str | None = None
    base_currency: str | UnsetType = UNSET
    amount_base_minor: int | UnsetType = UNSET
    fields: dict[str, FieldValue] | UnsetType = UNSET
    incomplete: tuple[str, ...] | UnsetType = UNSET
    definitions: str | UnsetType = UNSET
    schema_version: int = DECISION_SCHEMA_VERSION

    @property
    def numbers(self) -> dict[str, FeatureValue]:
        """The features that are numbers, yes or no, or missing."""
        values = self.features.items()
        return {name: value for name, value in values if not isinstance(value, str | tuple)}


def decision_id(payment: Payment | Label) -> str:
    """Id that the same payment always gets: 32 hex digits of a BLAKE2b of its identity.

    A label has the identity of its payment.
    """
    identity = f"{payment.card_id}\x1f{payment.transaction_id}\x1f{payment.event_time_ms}"
    return blake2b(identity.encode(), digest_size=16).hexdigest()


def payment_mark(payment: Payment) -> int:
    """What a key's latest payments are noted by: 32 bits of its decision's id."""
    return mark_of(decision_id(payment))


def mark_of(decided: str) -> int:
    """The same, by the id of the decision."""
    return int(decided[:8], 16)
