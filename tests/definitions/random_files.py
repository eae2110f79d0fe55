"""Random definition files, valid by construction, as the text that a team would write.

::

    money, fields, entities --> aggregates --> read by the parser --> derived features over them
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Final

import yaml

from features.shared.definitions.faults import DefinitionsError
from features.shared.definitions.model import Definitions
from tests.definitions.random_features import FeatureMaker
from tests.definitions.random_rates import random_rates
from tests.definitions.random_values import ValueMaker, readable
from tests.definitions.readable_names import (
    OF_EVERY_PAYMENT,
    Readable,
    base_amount,
    own_readable,
)

Parse = Callable[[str], Definitions]
Said = dict[str, Any]

_FIELDS: Final[tuple[tuple[str, Said], ...]] = (
    ("mcc", {"type": "text", "longest": 4, "carried": True}),
    ("response", {"type": "text", "required": True}),
    ("customer_email", {"type": "text", "personal": True}),
    ("items", {"type": "integer", "least": 0, "most": 300}),
    ("balance", {"type": "integer"}),
    ("branch", {"type": "integer", "least": 1, "most": 9, "required": True}),
    ("weight", {"type": "decimal", "digits": 3, "least": -2, "most": 50}),
    ("rebate", {"type": "decimal", "digits": 1, "required": True, "personal": True}),
    ("first_order", {"type": "boolean"}),
    ("wallet", {"type": "boolean", "required": True}),
    ("ship_country", {"type": "country"}),
    ("home_country", {"type": "country", "required": True}),
    ("opened_ms", {"type": "time"}),
)
_SINGLE: Final = ("device_id", "ip", "country", "mcc", "response", "branch", "ship_country")
_PAIRED: Final = (*_SINGLE, "merchant_id", "channel", "currency", "items", "home_country")


@dataclass(frozen=True)
class RandomFile:
    """A definition file, and the rates that it names.

    Attributes:
        text: of the file.
        rates: text of the file of rates; None where it names the shipped ones, or none.
    """

    text: str
    rates: str | None


class FileMaker:
    """Makes one file.

    Args:
        random: where chance comes from.
        parse: the parser of definition files, for the types that derived features read.
    """

    def __init__(self, random: Random, parse: Parse) -> None:
        self._random = random
        self._parse = parse
        count = random.randint(0, 6)
        self._fields = dict(random.sample(_FIELDS, count))
        self._entities = self._random_entities()
        self._money = self._random_money()

    def file(self) -> RandomFile:
        """The file."""
        own_rates = self._money["rates"] == "rates.csv"
        base = self._money["base_currency"]
        return RandomFile(self._text(), random_rates(self._random, base) if own_rates else None)

    def _text(self) -> str:
        random = self._random
        file: Said = {"version": 1, "money": self._money}
        if self._fields:
            file["fields"] = {name: dict(said) for name, said in self._fields.items()}
        file["entities"] = {
            name: fields[0] if len(fields) == 1 else fields
            for name, fields in self._entities.items()
        }
        names = self._names()
        aggregates = FeatureMaker(random, names, self._entities)
        file["features"] = [aggregates.aggregate() for _ in range(random.randint(4, 14))]
        derived = ValueMaker(random)
        for _ in range(random.randint(0, 2)):
            known = map(readable, self._parse(written(file)).features)
            open_names = [name for name in names if not name.personal]
            readables = [*open_names, *filter(None, known)]
            file["features"] += [derived.entry(readables) for _ in range(random.randint(1, 4))]
        return written(file)

    def _names(self) -> list[Readable]:
        own = [own_readable(name, said) for name, said in self._fields.items()]
        lacks_rates = self._money["missing_rate"] == "missing" and self._money["rates"] != "none"
        return [*OF_EVERY_PAYMENT, base_amount(nullable=lacks_rates), *own]

    def _random_money(self) -> Said:
        random = self._random
        money = {
            "base_currency": random.choice(("EUR", "EUR", "JPY", "KWD")),
            "rates": random.choice(("rates.csv", "rates.csv", "shipped", "none")),
            "missing_rate": random.choice(("missing", "missing", "dead_letter")),
        }
        if money["rates"] == "rates.csv" and random.random() < 0.3:
            money["max_age"] = random.choice(("1d", "30d", "300d"))
        return money

    def _random_entities(self) -> dict[str, list[str]]:
        random = self._random
        entities = {"card": ["card_id"]}
        if random.random() < 0.9:
            entities["merchant"] = ["merchant_id"]
        known = {"device_id", "ip", "country", *self._fields}
        singles = [field for field in _SINGLE if field in known]
        for field in random.sample(singles, random.randint(0, min(2, len(singles)))):
            entities[f"by_{field}"] = [field]
        keys = [fields[0] for fields in entities.values()]
        paired = [field for field in _PAIRED if field in {*known, "merchant_id", "channel"}]
        for number in range(random.randint(0, 2)):
            key = random.choice(keys)
            pair = [key, random.choice([field for field in paired if field != key])]
            if not any(set(pair) == set(fields) for fields in entities.values()):
                entities[f"pair_{number}"] = random.sample(pair, 2)
        return entities


def written(file: Said) -> str:
    """The file as text."""
    return yaml.safe_dump(file, sort_keys=False, width=100)


def is_valid(file: Said, parse: Parse) -> bool:
    """Whether the parser takes it."""
    try:
        parse(written(file))
    except DefinitionsError:
        return False
    return True
