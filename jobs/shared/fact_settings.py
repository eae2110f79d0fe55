"""What must hold between the settings of events and those of facts that come beside them."""

from jobs.shared.contradictions import Values
from jobs.shared.locations import Inline, KinesisStream, LocalPath, Location, Nowhere


def fact_faults(values: Values, facts: str, events: str) -> list[str]:
    """Why facts, whose settings are `FACTS.uri` and the like, cannot come as they should.

    Args:
        values: of all settings by field.
        facts: the group of their settings, such as `labels`.
        events: what they are about, such as `payments`.
    """
    source, place = values["source_uri"], values[f"{facts}_uri"]
    from_kinesis = isinstance(source, KinesisStream)
    if isinstance(place, Nowhere) or not isinstance(source, KinesisStream | LocalPath):
        return []
    if from_kinesis and isinstance(place, Inline):
        return [f"{facts}.uri: 'inline': only a file has {facts} among its {events}"]
    if from_kinesis != isinstance(place, KinesisStream):
        return [f"{facts}.uri: {str(place)!r}: {facts} must come from where {events} come from"]
    efo = values["source_publisher"] == "EFO"
    if from_kinesis and efo and values[f"{facts}_consumer_arn"] is None:
        return [f"{facts}.consumer_arn: missing, enhanced fan-out needs a consumer"]
    return []


def history_faults(values: Values, facts: str) -> list[str]:
    """What would let an event of the overlap count twice, or a fact go nowhere."""
    faults = []
    overlap_ms, dedup_ms = values["source_history_overlap_ms"], values["state_dedup_window_ms"]
    no_history = isinstance(values["source_history"], Nowhere)
    if not no_history and overlap_ms > dedup_ms:
        faults.append(
            f"source.history_overlap_ms: {overlap_ms}: at most state.dedup_window_ms, {dedup_ms},"
            " is expected, or what lies in the overlap counts twice"
        )
    if no_history and not isinstance(values[f"{facts}_history"], Nowhere):
        faults.append(f"{facts}.history: there is no source.history that they could be of")
    return faults


def file_of_facts_fault(facts: str, place: Location, *, is_history: bool) -> list[str]:
    """Why a file of facts is no input of a job on a cluster."""
    if not isinstance(place, LocalPath):
        return []
    name = f"{facts}.history" if is_history else f"{facts}.uri"
    return [f"{name}: a file of {facts} is merged into the source in a local run only, use inline"]
