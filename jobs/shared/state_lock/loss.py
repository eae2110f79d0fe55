"""What a release would lose: which change, what the state is good for, and the way out."""

from typing import Final

from msgspec import Struct

from jobs.shared.state_lock.lock import Operator, State

_MEANINGS: Final = {
    "Kinesis-Stream-Shard-State": "the position in the stream (it would be read from where a new"
    " job starts, and what lies between is skipped or decided twice)",
    "card-log-v1": "the history and the transaction ids of every card",
    "merchant-log-v1": "the history of every merchant",
    "waiting-by-key-v1": "feature updates that the store has not taken yet",
    "waiting-count-v1": "how many feature updates the store has not taken yet",
    "waiting-updates-v1": "feature updates that a release before let wait for the store",
    "window-aggs": "feature updates of batches that are not closed yet",
    "writer_raw_states": "results that are not written yet",
    "watermark": "the watermark that windows were left at",
}


class Incompatibility(Struct, frozen=True):
    """A change that loses or breaks state.

    Attributes:
        what: changed.
        why: it matters to a job that has state.
        way_out: what to do instead.
    """

    what: str
    why: str
    way_out: str


def meaning(state: State) -> str:
    """What `state` holds."""
    if state.kind == "timers":
        return f"timers ({state.name})"
    return _MEANINGS.get(state.name, f"the state {state.name}")


def kept_by(operator: Operator) -> str:
    """What `operator` holds, its timers aside where there is more."""
    states = [state for state in operator.states if state.kind != "timers"] or operator.states
    return "; ".join(meaning(state) for state in states)
