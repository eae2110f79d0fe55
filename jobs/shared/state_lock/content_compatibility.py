"""Whether the new version reads what the deployed one has written into its states.

an element of card-log-v1:  [0x12][CardSnapshot as MessagePack]
                              |          |
                              kind       its struct, and those inside
"""

from collections.abc import Iterator
from typing import Final

from jobs.shared.state_lock.layout_compatibility import LayoutComparison
from jobs.shared.state_lock.lock import Content, StateLock
from jobs.shared.state_lock.loss import Incompatibility

_STAYS: Final = "elements of it lie in the state of a key until the key is compacted or expires"
_NEW_KIND: Final = "give the new layout a kind of its own, and keep the reader of this one"


def content_changes(deployed: StateLock, new: StateLock) -> Iterator[Incompatibility]:
    """What `deployed` has written that the new version cannot read, or takes for something else."""
    layouts = LayoutComparison(deployed.structs, new.structs)
    for name, before in deployed.contents.items():
        after = new.contents.get(name)
        if after is None:
            yield Incompatibility(
                f"{name}: it is read no more",
                "states hold it, and nothing else can read it",
                "keep its readers",
            )
        elif after.encoding != before.encoding:
            yield Incompatibility(
                f"{name}: encoding: {before.encoding} -> {after.encoding}",
                "what lies in the state is in the old encoding",
                "keep the encoding; a new one needs a state of a new name",
            )
        else:
            yield from _kind_changes(name, before, after, layouts)


def _kind_changes(
    name: str, before: Content, after: Content, layouts: LayoutComparison
) -> Iterator[Incompatibility]:
    for key, old in before.kinds.items():
        where = f"{name}: kind {key} ({old.name})"
        new = after.kinds.get(key)
        if new is None:
            yield Incompatibility(
                f"{where} has no reader",
                f"{_STAYS}, and the job fails at the first one",
                "keep its reader",
            )
        elif new.role != old.role:
            yield Incompatibility(
                f"{where}: {old.role} -> {new.role}",
                f"{_STAYS}, and would be taken for something else",
                _NEW_KIND,
            )
        elif new.checksum != old.checksum:
            yield Incompatibility(
                f"{where}: checksum: {old.checksum or 'none'} -> {new.checksum or 'none'}",
                f"{_STAYS}, and would be taken for damaged",
                _NEW_KIND,
            )
        else:
            for fault in layouts.faults(old.struct, new.struct):
                yield Incompatibility(
                    f"{where}: {fault}",
                    f"{_STAYS}, in the layout that they were written in",
                    _NEW_KIND,
                )
