"""What a page of metrics has: names, and of each name its labels with their values."""

import re
from collections import defaultdict
from collections.abc import Iterator

Exported = dict[str, dict[str, set[str]]]
"""Values by label by name of a metric."""

_SAMPLE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? \S+")
_LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"')


def exported(page: str) -> Exported:
    """The metrics of a page in the text format of Prometheus."""
    found: Exported = {}
    for name, labels in _samples(page):
        values = found.setdefault(name, defaultdict(set))
        for label, value in labels:
            values[label].add(value)
    return found


def together(one: Exported, other: Exported) -> Exported:
    """The metrics of two pages."""
    both: Exported = {}
    for page in (one, other):
        for name, labels in page.items():
            values = both.setdefault(name, defaultdict(set))
            for label, found in labels.items():
                values[label] |= found
    return both


def _samples(page: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for line in page.splitlines():
        if line and not line.startswith("#"):
            matched = _SAMPLE.fullmatch(line)
            assert matched, f"no sample of Prometheus: {line[:200]}"
            yield matched[1], _LABEL.findall(matched[2] or "")
