"""One hop compiled: its entities' features to parts, slots and functions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from features.shared.definitions.event_schema import EventField, EventSchema
from features.shared.definitions.hops import Hop
from features.shared.definitions.model import Aggregate, Entity, Feature, Remembered
from features.shared.limits import HistoryLimits
from features.shared.plan.asked import Asked
from features.shared.plan.generated import function
from features.shared.plan.hop_plan import HopPlan, ScopePlan, Slots
from features.shared.plan.lacking import lacking
from features.shared.plan.parts import Part, merged, parts_of, stored_name
from features.shared.plan.record_code import record_code
from features.shared.plan.slots import SlotNames
from features.shared.plan.values_code import values_code


class HopCompiler:
    """Compiles hops.

    Args:
        schema: of the events.
        fields: of the events, the file's own among them.
        limits: of the history.
        remembered: what was forgotten before a change of the definitions.
    """

    def __init__(
        self,
        schema: EventSchema,
        fields: Mapping[str, EventField],
        limits: HistoryLimits,
        remembered: Sequence[Remembered],
    ) -> None:
        self._remembered = remembered
        self._schema, self._fields = schema, fields
        self._limits = limits

    def compile(self, hop: Hop, features: Sequence[Feature], *, first: bool) -> HopPlan:
        """The plan of one hop.

        Args:
            hop: its key, and the entities kept there.
            features: that are needed, of any entity.
            first: whether duplicates are found here.
        """
        # By the field, not the entity: a savepoint knows the state by it.
        name = hop.field.removesuffix("_id")
        own = next((one for one in hop.entities if one.fields == (hop.field,)), None)
        entities = [own or Entity(name, (hop.field,))]
        read = [one for one in features if isinstance(one.source, Aggregate)]
        scopes = {one.scope for one in read}
        entities += [one for one in hop.entities if one is not own and one.name in scopes]
        asked = [
            tuple(self._asked(one) for one in read if one.scope == entity.name)
            for entity in entities
        ]
        slots = self._slots(hop, entities, [one for of_one in asked for one in of_one])
        plans, sources = [], []
        for entity, of_one in zip(entities, asked, strict=True):
            plan, written = self._scope(hop, entity, of_one, slots)
            plans.append(plan)
            sources += written
        return HopPlan(
            name=name,
            field=hop.field,
            first=first,
            log_name=f"{name}-log-v1",
            slots=tuple(stored_name(field) for field in slots),
            defaults=tuple(map(_default, slots)),
            key=self._key(hop.field),
            identity=function(
                "identity", f"def identity(event): return event.{self._schema.identity}"
            ),
            read=self._read(slots),
            scopes=tuple(plans),
            names=tuple(one.feature.name for of_one in asked for one in of_one),
            nothing=(None,) * sum(map(len, asked)),
            reach_ms=max(plan.reach_ms for plan in plans),
            label_reach_ms=max(map(_label_reach_ms, plans)),
            label_key=function("key", f"def key(label): return label.{hop.field}"),
            label_identity=self._label_identity(hop.field),
            label_other=self._label_other(hop.field),
            sources=tuple(sources),
        )

    def _asked(self, feature: Feature) -> Asked:
        if not isinstance(feature.source, Aggregate):
            raise TypeError(f"{feature.name}: an aggregate is expected of scope {feature.scope}")
        aggregate = feature.source
        delay_ms = aggregate.delay_ms
        if delay_ms == "feedback":
            delay_ms = self._limits.feedback_delay_ms
        return Asked(feature, aggregate, delay_ms, parts_of(aggregate, delay_ms, self._fields))

    def _slots(
        self, hop: Hop, entities: Sequence[Entity], asked: Sequence[Asked]
    ) -> list[EventField]:
        """The fields that are recorded, in the order of the schema and the file."""
        position = self._schema.position
        read = {
            name
            for one in asked
            for part in one.parts
            for names in part.reads(position).values()
            for name in names
        }
        read |= {_other(entity, hop) for entity in entities[1:]}
        return [field for name, field in self._fields.items() if name in read]

    def _scope(
        self, hop: Hop, entity: Entity, asked: Sequence[Asked], slots: Sequence[EventField]
    ) -> tuple[ScopePlan, list[str]]:
        parts = merged(part for one in asked for part in one.parts)
        position = self._schema.position
        values = values_code(asked, parts, SlotNames(slots), position)
        record = record_code(parts, SlotNames(slots), position)
        other = None if entity.fields == (hop.field,) else _other(entity, hop)
        names = [field.name for field in slots]
        scope = ScopePlan(
            other=-1 if other is None else names.index(other),
            other_name="" if other is None else stored_name(self._fields[other]),
            asked=tuple(asked),
            parts=parts,
            values=function("values", values),
            record=function("record", record),
            reads=tuple(
                (name, frozenset(stored_name(self._fields[field]) for field in read))
                for part in parts
                for name, read in part.reads(position).items()
            ),
            whole_from_ms=self._whole_from_ms(entity, parts),
            verdicts=_verdicts(parts),
            reach_ms=max((part.reach_ms for part in parts), default=0),
        )
        return scope, [values, record]

    def _whole_from_ms(self, entity: Entity, parts: Sequence[Part]) -> dict[str, int]:
        """Until when the job forgot what these parts reach, though no state says so."""
        forgotten: dict[str, int] = {}
        for one in self._remembered:
            if one.entity != entity.name:
                continue
            # What is not remembered at all is forgotten at once, and not when it cannot be late.
            kept_ms = one.reach_ms + self._limits.allowed_lateness_ms if one.reach_ms else 0
            from_ms = one.until_ms - kept_ms
            for part in parts:
                if part.reach_ms > one.reach_ms and (part.kind == "verdicts" or not one.labels):
                    name = lacking(part.signature, "reach over", one.reach_ms)
                    forgotten[name] = max(from_ms, forgotten.get(name, from_ms))
        return forgotten

    def _key(self, field: str) -> Callable[[Any], str | None]:
        known, code = self._fields[field], f"event.{field}"
        if known.type not in {"text", "country"}:
            missing = f"None if {code} is None else " if known.nullable else ""
            code = f"{missing}str({code})"
        return function("key", f"def key(event): return {code}")

    def _label_identity(self, field: str) -> Callable[[Any], str]:
        """Transaction ids are those of one key only: elsewhere that key belongs to them."""
        owner, identity = self._schema.label_keys[:1], f"label.{self._schema.identity}"
        code = identity
        if owner and owner != (field,):
            code = f"f'{{label.{owner[0]}}}\\x1f{{{identity}}}'"
        return function("identity", f"def identity(label): return {code}")

    def _label_other(self, field: str) -> Callable[[Any], str | None]:
        others = [key for key in self._schema.label_keys if key != field]
        known = len(others) < len(self._schema.label_keys)
        code = f"label.{others[0]}" if known and others else "None"
        return function("other", f"def other(label): return {code}")

    def _read(self, slots: Sequence[EventField]) -> Callable[[Any], Slots]:
        values = "".join(f"event.{field.name}, " for field in slots)
        return function("read", f"def read(event): return ({values})")


def _other(entity: Entity, hop: Hop) -> str:
    return next(field for field in entity.fields if field != hop.field)


def _default(field: EventField) -> str | int | None:
    if field.nullable:
        return None
    return "" if field.type in {"text", "country"} else 0


def _label_reach_ms(scope: ScopePlan) -> int:
    return 0 if scope.verdicts is None else scope.parts[scope.verdicts].reach_ms


def _verdicts(parts: Sequence[Part]) -> int | None:
    return next((n for n, part in enumerate(parts) if part.kind == "verdicts"), None)
