"""A stream to the rows of its training set, block by block, by one process or by several.

::

    process 1: its keys of the cards, then of the merchants   --+
    process 2: its keys of the cards, then of the merchants   --+--> this process: rows, in order

All of them read the payments of one file, which is mapped into memory.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from events.fraud.label import Label
from features.fraud.definitions_content import DefinitionsContent, content_of
from features.fraud.payment_plan import payment_plan
from features.shared.limits import HistoryLimits
from features.shared.plan.plan import Plan
from trainset.assembly import RowAssembly
from trainset.key_replay import HopValues, Share, replayed
from trainset.processes import in_processes
from trainset.stream import Stream


@dataclass(frozen=True, slots=True)
class _SharedStream:
    """What a process needs; it pickles, and is small but for the labels."""

    path: Path
    definitions: DefinitionsContent
    names: tuple[str, ...]
    limits: HistoryLimits
    labels: Sequence[Label]
    block_rows: int


def _replayed_share(shared: _SharedStream, share: Share) -> Iterator[HopValues]:
    """Runs in a process of its own."""
    definitions = shared.definitions.definitions()
    stream = Stream.opened(shared.path, definitions.fields, shared.labels, shared.block_rows)
    plan = payment_plan(definitions, shared.limits, shared.names)
    return replayed(stream, plan, shared.limits, share)


@dataclass(frozen=True)
class Replay:
    """How a stream is replayed.

    Attributes:
        plan: what is computed.
        limits: that it was compiled under.
        processes: that share the keys; with 1 this process has all of them.
        taken: is called with the number of payments taken so far.
    """

    plan: Plan
    limits: HistoryLimits
    processes: int
    taken: Callable[[int], None]

    def rows(self, stream: Stream, file: Path) -> Iterator[Any]:
        """The rows of each block, an Arrow table.

        Args:
            stream: all payments.
            file: where the payments stand meanwhile, for the other processes.

        Raises:
            ProcessError: a process failed.
        """
        if self.processes == 1:
            everything = replayed(stream, self.plan, self.limits, Share())
            yield from self._assembled(stream, [everything])
            return
        stream.store(file)
        content = content_of(self.plan.definitions)
        shared = _SharedStream(
            file, content, self.plan.names, self.limits, stream.labels, stream.block_rows
        )
        shares = [(shared, Share(number, self.processes)) for number in range(self.processes)]
        with in_processes(_replayed_share, shares) as results:
            yield from self._assembled(stream, results)
        file.unlink()

    def _assembled(self, stream: Stream, shares: Sequence[Iterator[HopValues]]) -> Iterator[Any]:
        assembly = RowAssembly(self.plan, self.limits)
        fields = [hop.field for hop in self.plan.hops if hop.names]
        for start in stream.starts:
            block = stream.block(start)
            found = {}
            for number, field in enumerate(fields, start=1):
                found[field] = [next(share) for share in shares]
                self.taken(start + block.counts.size * number // len(fields))
            yield assembly.rows(block, found)
