"""What the project took from others, and whether it was looked at lately; run as a program.

facts.yaml --> facts --checked more than 90 days ago?--> a line for each, exit code 1
"""

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import msgspec
import yaml

MAX_AGE_DAYS: Final = 90
SHIPPED: Final = Path(__file__).with_name("facts.yaml")


class Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that others decide on.

    Attributes:
        value: as it stands in the files that use it.
        used_in: these files, from the project's folder.
        source: address of the page that it was read on.
        checked: day on which it was last looked at, or taken if it is assumed.
        assumed: whether no document was read that says so.
        note: what to know about it.
    """

    value: str
    used_in: tuple[str, ...]
    source: str
    checked: date
    assumed: bool = False
    note: str


def read_facts(path: Path = SHIPPED) -> dict[str, Fact]:
    """The facts by name.

    Raises:
        ValueError: naming the fact and the field that is missing, unknown or of another form.
    """
    try:
        return msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), dict[str, Fact])
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise ValueError(f"{path.name}: {error}") from None


def stale(facts: Mapping[str, Fact], today: date) -> Iterator[str]:
    """A line for each fact that is to be looked at again, with where and what to change."""
    for name, fact in facts.items():
        age_days = (today - fact.checked).days
        if age_days < 0:
            yield f"{name}: checked on {fact.checked}, which is after today, {today}"
        elif age_days > MAX_AGE_DAYS:
            yield (
                f"{name}: {fact.value}, checked {age_days} days ago: read {fact.source}, correct"
                f" {', '.join(fact.used_in)} and set `checked` in infra/{SHIPPED.name}"
            )


def main() -> int:
    """Print what is to be looked at again; the exit code, 1 if there is something."""
    lines = list(stale(read_facts(), datetime.now(tz=UTC).date()))
    for line in lines:
        sys.stderr.write(f"{line}\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
