"""A fault of the engine is found, and told with no more than it takes."""

from typing import Final

import yaml

from events.fraud.label import Label
from tests.definitions.cases import Case, random_case
from tests.definitions.comparison import Answer, Engine, compare
from tests.definitions.random_streams import Fields, Restore
from tests.definitions.reading import interpreter_of
from tests.definitions.reduction import reduced

SEED: Final = 0
"""Of a case that has a decayed total."""


class Wrong:
    """The interpreter, but for decayed totals above two in one country."""

    def __init__(self, case: Case) -> None:
        self._interpreter = interpreter_of(case)

    def pay(self, fields: Fields) -> Answer:
        kind, values = self._interpreter.pay(fields)
        for name, value in values.items():
            if "decayed" in name and fields["country"] == "US" and isinstance(value, float):
                values[name] = value + (value > 2)
        return kind, values

    def label(self, label: Label) -> None:
        self._interpreter.label(label)

    def restore(self, _: Restore) -> None:
        """It has no state but the stream."""


def wrong(case: Case) -> Engine:
    return Wrong(case)


def test_the_smallest_case_that_differs_is_left() -> None:
    case = random_case(SEED, payments=60)
    assert compare(case, wrong).mismatches
    small = reduced(case, lambda smaller: bool(compare(smaller, wrong).mismatches))
    assert compare(small, wrong).mismatches
    assert len(yaml.safe_load(small.file.text)["features"]) == 1
    assert len(small.events) <= 3
