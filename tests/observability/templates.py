"""The labels that titles, legends and messages show."""

import re

from tests.observability.exported import Exported
from tests.observability.shown import Shown

_OF_TARGETS = {"instance", "job"}


def strange_labels(shown: Shown, page: Exported) -> set[str]:
    """Labels in templates that no series has and no expression makes."""
    texts = shown.alerts.read_text() + shown.dashboard.read_text()
    asked = set(re.findall(r"\{\{ ?(?:\$labels\.)?(\w+) ?\}\}", texts))
    made = set(re.findall(r'label_replace\(.*?, \\"(\w+)\\"', texts))
    assert len(asked) > 3
    labels = {label for values in page.values() for label in values}
    return asked - labels - made - _OF_TARGETS
