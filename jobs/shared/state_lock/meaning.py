"""What a state is good for, said to someone who is about to lose it."""

import re
from typing import Final

from jobs.shared.state_lock.lock import Operator, State

_MEANINGS: Final = {
    "Kinesis-Stream-Shard-State": "the position in the stream (it would be read from where a new"
    " job starts, and what lies between is skipped or decided twice)",
    "waiting-updates-v1": "feature updates that the store has not taken yet",
    "window-aggs": "feature updates of batches that are not closed yet",
    "writer_raw_states": "results that are not written yet",
    "watermark": "the watermark that windows were left at",
}
_LOG: Final = re.compile(r"(.+)-log-v[0-9]+")


def meaning(state: State) -> str:
    """What `state` holds."""
    if state.kind == "timers":
        return f"timers ({state.name})"
    log = _LOG.fullmatch(state.name)
    if log is not None:
        return f"all that is remembered of every {log[1]}"
    return _MEANINGS.get(state.name, f"the state {state.name}")


def kept_by(operator: Operator) -> str:
    """What `operator` holds, its timers aside where there is more."""
    states = [state for state in operator.states if state.kind != "timers"] or operator.states
    return "; ".join(meaning(state) for state in states)
