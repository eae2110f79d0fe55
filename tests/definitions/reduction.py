"""A case that fails, made as small as it can be while it still fails."""

from collections.abc import Callable
from dataclasses import replace

import yaml

from tests.definitions.cases import Case, parsed
from tests.definitions.changes import Change
from tests.definitions.random_files import Said, is_valid, written

Fails = Callable[[Case], bool]


def reduced(case: Case, fails: Fails) -> Case:
    """The smallest case found: events and features go, as long as it still fails."""
    smaller = fewer_features(fewer_events(case, fails), fails)
    return fewer_events(smaller, fails)


def reduced_change(change: Change, fails: Callable[[Change], bool]) -> Change:
    """The smallest change found: its stream first, then its files one by one."""
    case = reduced(change.case, lambda smaller: fails(replace(change, case=smaller)))
    change = replace(change, case=case)
    for place in range(len(change.later)):
        change = _fewer_features_later(change, place, fails)
    return change


def _fewer_features_later(change: Change, place: int, fails: Callable[[Change], bool]) -> Change:
    def with_file(text: str) -> Change:
        later = (*change.later[:place], text, *change.later[place + 1 :])
        return replace(change, later=later)

    case = change.case.with_text(change.later[place])
    return with_file(
        fewer_features(case, lambda smaller: fails(with_file(smaller.file.text))).file.text
    )


def fewer_events(case: Case, fails: Fails) -> Case:
    """The case without events that it fails without: half of them, a quarter, down to one."""
    size = len(case.events) // 2
    while size:
        start = 0
        while start < len(case.events):
            rest = case.with_events(case.events[:start] + case.events[start + size :])
            if fails(rest):
                case = rest
            else:
                start += size
        size //= 2
    return case


def fewer_features(case: Case, fails: Fails) -> Case:
    """The case with only the features without which nothing fails, from the last to the first."""
    file: Said = yaml.safe_load(case.file.text)
    for entry in file["features"][::-1]:
        rest = {**file, "features": [one for one in file["features"] if one is not entry]}
        smaller = case.with_text(written(rest))
        if is_valid(rest, parsed) and smaller.has_needed and fails(smaller):
            file, case = rest, smaller
    return case


def shown(case: Case) -> str:
    """The whole case as text."""
    lines = [case.file.text, f"{case.limits}"]
    if case.file.rates is not None:
        lines += ["rates.csv:", case.file.rates]
    return "\n".join([*lines, *(f"{place}: {event}" for place, event in enumerate(case.events))])
