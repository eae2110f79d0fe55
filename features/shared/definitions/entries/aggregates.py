"""How a feature is computed from the history of an entity, as its entry says."""

from dataclasses import replace
from typing import Final, Literal

import yaml

from events.shared.feature_value import FeatureValue
from events.shared.own_fields import MOST_UNITS
from events.shared.spelling import nearest
from features.shared.definitions.aggregate_forms import FORMS, AggregateForm
from features.shared.definitions.entries.conditions import read_condition
from features.shared.definitions.entries.file_scope import FileScope
from features.shared.definitions.entries.windows import duration_of
from features.shared.definitions.event_schema import EventField
from features.shared.definitions.model import Aggregate, AggregateKind
from features.shared.language.expression import Expression
from features.shared.language.fields import Fields
from features.shared.language.node_words import kind_of

MOST_LAST_VALUES: Final = 50
MAX_PARAMETERS: Final = 20
MAX_WEIGHT: Final = 1_000_000
LONGEST_WORD: Final = 200


class AggregateReader:
    """Reads the aggregate of one entry.

    Args:
        fields: of the entry.
        kind: the aggregate that it has.
        what: the entry in words.
        scope: of the file.
    """

    def __init__(self, fields: Fields, kind: AggregateKind, what: str, scope: FileScope) -> None:
        self._fields = fields
        self._kind = kind
        self._form: AggregateForm = FORMS[kind]
        self._what = what
        self._scope = scope
        self._reader = scope.reader

    def read(self) -> tuple[Aggregate, EventField | None]:
        """The aggregate without its window, and the field that it is computed of."""
        node = self._fields[self._kind]
        field = self._field(node)
        found = Aggregate(
            kind=self._kind,
            field=None if field is None else field.name,
            delay_ms=self._delay(),
            where=self._where(),
            with_this=not self._reader.flag(self._fields, "without_this", self._what),
            last_n=self._reader.whole(self._fields, "n", self._what, (1, MOST_LAST_VALUES)) or 0,
        )
        match self._form.takes:
            case "nothing" if kind_of(node) != "nothing":
                message = f"'{self._kind}' takes nothing, found {kind_of(node)}"
                self._reader.refuse(node, f"{self._what}: {message}")
            case "condition":
                condition = read_condition(node, self._kind, self._what, self._scope)
                return replace(found, share_of=condition), field
            case "smoothing" if kind_of(node) != "nothing":
                return self._smoothed(found, node), field
            case "name":
                own = self._reader.text_of(node, self._kind, self._what, LONGEST_WORD)
                return replace(found, own=own, parameters=self._parameters()), field
        return found, field

    def _field(self, node: yaml.Node) -> EventField | None:
        at = node if self._form.takes == "field" else self._fields.get("field")
        if at is None or (self._form.takes != "field" and self._kind != "own"):
            return None
        name = self._reader.text_of(at, self._kind, self._what, LONGEST_WORD)
        if name is None:
            return None
        field = self._scope.fields.get(name)
        fault = None
        if field is None:
            fault = f"unknown field '{name}'{nearest(name, self._scope.fields)}"
            if self._scope.is_feature(name):
                fault = f"'{name}' is a feature, an aggregate is of a field of the payment"
        elif field.type not in self._form.types:
            types = ", ".join(sorted(self._form.types))
            fault = f"'{self._kind}' is of {types}, '{name}' is {field.type}"
        elif field.personal and self._form.exposes:
            fault = f"'{name}' is personal, '{self._kind}' could be its very value"
        if fault is not None:
            self._reader.refuse(at, f"{self._what}: {fault}")
            return None
        return field

    def _delay(self) -> int | Literal["feedback"]:
        node = self._fields.get("delay")
        if node is None:
            return 0
        if kind_of(node) == "text" and node.value == "feedback":
            return "feedback"
        return duration_of(node, "delay", self._what, self._reader) or 0

    def _where(self) -> Expression | None:
        node = self._fields.get("where")
        return None if node is None else read_condition(node, "where", self._what, self._scope)

    def _smoothed(self, found: Aggregate, node: yaml.Node) -> Aggregate:
        what = f"{self._what}: {self._kind}"
        fields = self._reader.fields(node, what, ("prior", "weight"))
        prior = self._reader.number(fields, "prior", what)
        weight = self._reader.whole(fields, "weight", what, (1, MAX_WEIGHT))
        if prior is not None and not 0 <= prior <= 1:
            self._reader.refuse(fields["prior"], f"{what}: 'prior' must be 0 to 1, found {prior:g}")
        return replace(found, prior=prior or 0.0, weight=weight or 0)

    def _parameters(self) -> tuple[tuple[str, FeatureValue | str], ...]:
        node = self._fields.get("parameters")
        if node is None:
            return ()
        what = f"{self._what}: parameters"
        entries = dict(self._reader.entries(node, what, MAX_PARAMETERS))
        return tuple((name, self._parameter(entries, name, what)) for name in entries)

    def _parameter(self, entries: Fields, name: str, what: str) -> FeatureValue | str:
        match kind_of(entries[name]):
            case "a whole number":
                return self._reader.whole(entries, name, what, (-MOST_UNITS, MOST_UNITS))
            case "a number":
                return self._reader.number(entries, name, what)
            case "true/false":
                return self._reader.flag(entries, name, what)
        return self._reader.text(entries, name, what, LONGEST_WORD)
