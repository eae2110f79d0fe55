"""A definition file that has been checked, as frozen values: what everything else reads.

::

    Definitions
      fields     a payment's own attributes, beside those that every payment has
      entities   whose history is kept: one field, or a pair of fields
      features   in their one order: of the payment, then entity by entity, derived ones included
"""

from dataclasses import dataclass, field
from typing import Final, Literal

from events.shared.feature_value import FeatureValue
from events.shared.own_fields import FieldType, OwnField
from features.shared.language.expression import Expression

__all__ = [
    "DECAY_REACH_HALF_LIVES",
    "PAYMENT_SCOPE",
    "Aggregate",
    "AggregateKind",
    "Definitions",
    "Derived",
    "Entity",
    "Feature",
    "FeatureKind",
    "FieldType",
    "Money",
    "OwnField",
    "Remembered",
]

FeatureKind = Literal["int", "float", "bool", "text", "list"]
AggregateKind = Literal[
    "count",
    "sum",
    "mean",
    "min",
    "max",
    "standard_deviation",
    "z_score",
    "distinct",
    "seconds_since_last",
    "seconds_since_first",
    "seen_before",
    "first_time",
    "last_value",
    "changed",
    "share",
    "most_frequent_share",
    "speed_kmh",
    "confirmed_frauds",
    "confirmed_share",
    "seconds_since_confirmed",
    "seconds_since_first_confirmed",
    "count_since_confirmed",
    "confirmed_share_since_first",
    "decayed_count",
    "decayed_sum",
    "last_values",
    "own",
]

PAYMENT_SCOPE: Final = "payment"
"""Scope of a feature that needs no history; any other scope is an entity's name."""

DECAY_REACH_HALF_LIVES: Final = 32
"""A decayed total starts anew after a gap of so many half-lives: what is left is below 2**-32."""


@dataclass(frozen=True, slots=True)
class Entity:
    """Whose history is kept.

    Attributes:
        name: prefix of nothing, only a name: the scope of its features.
        fields: the one field, or the two, whose values are its key; where a payment lacks one, the
            payment has no such entity and all its features are missing.
    """

    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """How a feature is computed from the history of an entity.

    Attributes:
        kind: what is computed.
        field: the event's field that it is computed of, where it has one.
        window_ms: length of the window; of a decayed total its reach.
        delay_ms: how long before the payment the window ends, or ``feedback`` for the setting
            ``time.feedback_delay_ms``.
        where: only events for which it holds; None for all.
        share_of: of a share, what must hold to be counted.
        with_this: whether the payment itself belongs to its window.
        half_life_ms: of a decayed total.
        prior: of a smoothed share, what is assumed before anything is known.
        weight: how many payments that assumption is worth; 0 for none.
        last_n: number of last values.
        own: entry point name of a team's own aggregate.
        parameters: of an own aggregate.
    """

    kind: AggregateKind
    field: str | None = None
    window_ms: int = 0
    delay_ms: int | Literal["feedback"] = 0
    where: Expression | None = None
    share_of: Expression | None = None
    with_this: bool = True
    half_life_ms: int = 0
    prior: float = 0.0
    weight: int = 0
    last_n: int = 0
    own: str | None = None
    parameters: tuple[tuple[str, FeatureValue | str], ...] = ()


@dataclass(frozen=True, slots=True)
class Derived:
    """A feature computed from others and from the payment's fields.

    Attributes:
        expression: over fields and features that stand before it.
        if_missing: its value where the expression has none.
    """

    expression: Expression
    if_missing: FeatureValue = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature.

    Attributes:
        name: its name everywhere.
        scope: `PAYMENT_SCOPE`, or the entity whose history it is computed from.
        kind: type of its value.
        nullable: whether the value can be missing (None).
        window_ms: length of its window, None where it has none.
        fields: fields of the input without which, or with one and the same value in which, it
            says nothing.
        description: its definition, one sentence, with the unit.
        source: how it is computed.
        least: the smallest value that it can have, None where that is not known.
        most: the largest, likewise.
        reason: code of the reason that it speaks for, None for one of its own.
        written: whether decisions and the online store carry it although nothing reads it.
        path: the file where it stands, which may be one that the definitions extend.
        line: where it stands there, from 1.
    """

    name: str
    scope: str
    kind: FeatureKind
    nullable: bool
    window_ms: int | None
    fields: tuple[str, ...]
    description: str
    source: Aggregate | Derived
    least: float | None = None
    most: float | None = None
    reason: str | None = None
    written: bool = True
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """How amounts of different currencies are compared.

    Attributes:
        base_currency: ISO 4217 code that aggregates are in.
        rates: name of the shipped table, path of the file, or ``none`` for a team of one currency.
        missing_rate: what becomes of a payment without a rate that is valid at its time.
        max_age_ms: age from which a rate is stale and counts as missing.
        rates_text: content of the file of rates, which travels to the workers; None until it is
            read, and where there is no file.
    """

    base_currency: str = "EUR"
    rates: str = "shipped"
    missing_rate: Literal["dead_letter", "missing"] = "dead_letter"
    max_age_ms: int | None = None
    rates_text: str | None = None


@dataclass(frozen=True, slots=True)
class Remembered:
    """How far back the job remembered an entity under earlier definitions, where now it is longer.

    Before `until_ms` it forgot events of the entity once they lay `reach_ms` and the allowed
    lateness before the watermark, late ones too and keys without any others altogether: whatever
    the state of a key, nothing is certain of it from before that.

    Attributes:
        entity: its name.
        reach_ms: how far back it was remembered; 0 where it was not remembered at all.
        until_ms: when the definitions changed.
        labels: whether this is of its labels alone, which no feature of it read before.
    """

    entity: str
    reach_ms: int
    until_ms: int
    labels: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """A whole definition file.

    Attributes:
        path: where it was read, for messages.
        text: its content, which travels to the workers.
        sha256: of what it says (not of its comments): its name in decisions, models, snapshots.
    """

    path: str
    text: str
    sha256: str
    money: Money = Money()
    fields: tuple[OwnField, ...] = ()
    entities: tuple[Entity, ...] = ()
    features: tuple[Feature, ...] = ()
    reasons: tuple[tuple[str, str], ...] = field(default=())
    remembered: tuple[Remembered, ...] = ()
