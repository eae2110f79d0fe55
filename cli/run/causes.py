"""The causes of dead letters, in a line for a person."""

from collections.abc import Mapping


def causes(name: str, by_cause: Mapping[str, int]) -> list[str]:
    """What befell the records, such as `rejected`, by cause; no line for none.

    >>> causes("rejected", {"empty": 2, "oversized": 1000})
    ['  rejected: empty 2, oversized 1,000']
    """
    if not by_cause:
        return []
    return [f"  {name}: " + ", ".join(f"{cause} {count:,}" for cause, count in by_cause.items())]
