"""Changes that no release may make: what they would delete cannot be brought back."""

import re
from typing import Final

from release.ports import ChangeSummary, PlannedChange

_KEPT: Final = (
    ("stream", re.compile(r":kinesis(/stream)?:Stream$")),
    ("key", re.compile(r":kms(/key)?:Key$")),
    ("code bucket", re.compile(r":s3(/bucket\w*)?:Bucket(V2)?$")),
    ("store", re.compile(r":elasticache(/\w+)?:ServerlessCache$")),
    ("application", re.compile(r":kinesisanalyticsv2(/application)?:Application$")),
)
_COMPONENTS: Final = ("revstream:", "pulumi:")
_ENDS: Final = ("replace", "delete")


def forbidden(summary: ChangeSummary) -> list[str]:
    """A line for each change that would replace or delete something that keeps data."""
    return [line for change in summary.changes if (line := _line(change)) is not None]


def _line(change: PlannedChange) -> str | None:
    if not any(end in change.kind for end in _ENDS):
        return None
    for what, kind in _KEPT:
        if kind.search(change.type):
            because = f" because of {', '.join(change.properties)}" if change.properties else ""
            return f"would {change.kind} the {what} {change.name}{because}: its data would be lost"
    return None


def effective(summary: ChangeSummary) -> list[PlannedChange]:
    """The changes to things that there are: components and providers are of the engine alone."""
    return [
        change
        for change in summary.changes
        if change.kind != "same" and not change.type.startswith(_COMPONENTS)
    ]
