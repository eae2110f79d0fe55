"""A definition file as one thing to run: the keys in their order, and all values put together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from events.shared.feature_value import FeatureValue
from features.shared.definitions.model import Definitions, Feature
from features.shared.limits import HistoryLimits
from features.shared.plan.hop_plan import HopPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is computed of every event.

    Attributes:
        definitions: what it was compiled from.
        features: that are given out, in the order of every values sequence.
        names: theirs.
        late_names: names of those that need no history: all that a late event has.
        hops: the keys, in the order that events pass them.
        assemble: from an event and the values of each hop, the values in the order of `names`.
        assemble_late: from an event the values in the order of `late_names`.
        derived_from: by feature, the features of entities that a derived one is computed from.
        label_reach_ms: how far before the frontier a label's event can lie to change anything; 0
            where no feature reads labels.
    """

    definitions: Definitions
    features: tuple[Feature, ...]
    names: tuple[str, ...]
    late_names: tuple[str, ...]
    hops: tuple[HopPlan, ...]
    assemble: Callable[..., tuple[FeatureValue, ...]]
    assemble_late: Callable[[Any], tuple[FeatureValue, ...]]
    derived_from: Mapping[str, frozenset[str]]
    label_reach_ms: int

    def without(
        self, values: tuple[FeatureValue, ...], incomplete: tuple[str, ...]
    ) -> tuple[tuple[FeatureValue, ...], tuple[str, ...]]:
        """The values without what is computed from an incomplete feature, and all their names.

        Args:
            values: in the order of `names`.
            incomplete: names of the features of entities whose window was not seen whole.
        """
        gone = set(incomplete)
        hidden = tuple(
            name for name in self.names if name in gone or self.derived_from[name] & gone
        )
        known = set(self.names) - set(hidden)
        return (
            tuple(
                value if name in known else None
                for name, value in zip(self.names, values, strict=True)
            ),
            hidden,
        )

    def out_of_reach(self, event_time_ms: int, watermark_ms: int, limits: HistoryLimits) -> bool:
        """Whether no window of an event on time can reach a labelled event of that time."""
        frontier_ms = watermark_ms - limits.allowed_lateness_ms
        return 0 < self.label_reach_ms <= frontier_ms - event_time_ms
