"""Which list of each shopper the store must hold."""

from collections.abc import Sequence

from tests.jobs.outputs import Record
from tests.jobs.recommendations.expected import Expected


def newest_lists(made: Expected, lists: Sequence[Record]) -> dict[str, str]:
    """Id of the newest list of each shopper by event time, of two of one time the later one."""
    newest: dict[str, tuple[int, str]] = {}
    for shopper, one in zip(made.shoppers, lists, strict=True):
        time_ms = one["event_time_ms"]
        if time_ms >= newest.get(shopper, (0, ""))[0]:
            newest[shopper] = time_ms, one["list_id"]
    return {shopper: list_id for shopper, (_, list_id) in newest.items()}
