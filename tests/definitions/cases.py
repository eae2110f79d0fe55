"""One random case: a file, the limits that it runs under, and a stream that fits it."""

from dataclasses import dataclass, replace
from functools import cache, cached_property
from random import Random
from typing import Final

from events.shared.money.shipped_rates import SHIPPED_RATES_FILE
from events.shared.time_units import DAY_MS, HOUR_MS, MINUTE_MS
from features.fraud.definitions import parse_definitions
from features.shared.definitions.model import Definitions
from features.shared.limits import HistoryLimits
from tests.definitions.random_files import FileMaker, RandomFile
from tests.definitions.random_streams import Event, StreamMaker

PATH: Final = "random.yaml"

_LATENESS_MS: Final = (0, MINUTE_MS, HOUR_MS, DAY_MS, DAY_MS)
_DEDUP_MS: Final = (0, MINUTE_MS, HOUR_MS, DAY_MS, DAY_MS)
_FEEDBACK_MS: Final = (0, 1000, HOUR_MS, 7 * DAY_MS)


@dataclass(frozen=True)
class Case:
    """What is computed, and of what.

    Attributes:
        file: the definition file and its rates.
        limits: of the history.
        events: of the stream.
        needed: names of the features that something reads; None for all.
    """

    file: RandomFile
    limits: HistoryLimits
    events: list[Event]
    needed: frozenset[str] | None = None

    @cached_property
    def definitions(self) -> Definitions:
        """The file, read, with its rates."""
        read = parsed(self.file.text)
        return replace(read, money=replace(read.money, rates_text=self.file.rates))

    @property
    def rates(self) -> str | None:
        """Text of the file of rates in force; None for a team of one currency."""
        if self.definitions.money.rates == "shipped":
            return shipped_rates_text()
        return self.file.rates

    @property
    def has_needed(self) -> bool:
        """Whether the file has all features that something reads."""
        names = {feature.name for feature in self.definitions.features}
        return self.needed is None or self.needed <= names

    def asked(self, values: dict[str, object]) -> dict[str, object]:
        """Those of the values that something reads."""
        if self.needed is None:
            return values
        return {name: value for name, value in values.items() if name in self.needed}

    def with_events(self, events: list[Event]) -> "Case":
        """The same with another stream."""
        return replace(self, events=events)

    def with_text(self, text: str) -> "Case":
        """The same with another file."""
        return replace(self, file=replace(self.file, text=text))


def parsed(text: str) -> Definitions:
    """The definition file of that text."""
    return parse_definitions(text, PATH)


@cache
def shipped_rates_text() -> str:
    """The rates that come with the package."""
    return SHIPPED_RATES_FILE.read_text(encoding="utf-8")


def random_case(seed: int, payments: int) -> Case:
    """The case of that seed, with a number of payments."""
    random = Random(seed)
    file = FileMaker(random, parsed).file()
    limits = HistoryLimits(
        allowed_lateness_ms=random.choice(_LATENESS_MS),
        dedup_window_ms=random.choice(_DEDUP_MS),
        feedback_delay_ms=random.choice(_FEEDBACK_MS),
    )
    stream = StreamMaker(random, parsed(file.text), limits)
    return Case(file, limits, stream.events(payments), _needed(random, file))


def _needed(random: Random, file: RandomFile) -> frozenset[str] | None:
    """Mostly all features, now and then a few of them."""
    if random.random() < 0.8:
        return None
    names = [feature.name for feature in parsed(file.text).features]
    return frozenset(random.sample(names, random.randint(1, len(names))))
