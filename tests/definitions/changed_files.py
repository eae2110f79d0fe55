"""A definition file as it was before, or will be after, some of its features changed."""

from random import Random
from typing import Any

import yaml

from tests.definitions.random_features import random_lengths
from tests.definitions.random_files import Parse, Said, is_valid, written


def changed_file(random: Random, text: str, parse: Parse) -> str:
    """The file with features gone, widened, narrowed and meant otherwise; still valid.

    Nothing is derived from a decayed total: one that begins anew is right but for what is left of
    the payments before, which is little and yet can make any difference to what is derived.
    """
    file: Said = yaml.safe_load(text)
    entries: list[Said] = file["features"]
    aggregates = [entry for entry in entries if "of" in entry]
    kept = [entry for entry in aggregates if random.random() < 0.75] or aggregates[:1]
    file["features"] = [changed(random, entry) for entry in kept]
    for entry in entries:
        with_it = {**file, "features": [*file["features"], entry]}
        if "of" not in entry and "decayed" not in entry["value"] and is_valid(with_it, parse):
            file = with_it
    for part in ("entities", "fields"):
        for name in list(file.get(part, {})):
            rest = {key: said for key, said in file[part].items() if key != name}
            without = {**file, part: rest}
            if name != "card" and random.random() < 0.5 and is_valid(without, parse):
                file = without
    return written(file)


def changed(random: Random, entry: dict[str, Any]) -> dict[str, Any]:
    """An entry as it is, or with another window, delay or condition."""
    other = dict(entry)
    chance = random.random()
    if chance < 0.25:
        key = "over" if "over" in entry else "half_life"
        other[key] = random_lengths(random, 10 if key == "over" else 8)
    elif chance < 0.35:
        other.pop("where", None)
    elif chance < 0.42:
        other.pop("delay", None)
    elif chance < 0.5 and "n" in entry:
        other["n"] = 50
    return other
