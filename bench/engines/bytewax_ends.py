"""Where the bytewax dataflow begins and ends: a file of payments, files of results."""

from collections.abc import Iterable
from io import BufferedWriter
from pathlib import Path
from time import time_ns
from typing import Final

from bytewax.inputs import FixedPartitionedSource, StatefulSourcePartition
from bytewax.outputs import FixedPartitionedSink, StatefulSinkPartition

from bench.engines.progress import TOLD_EVERY, tell
from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from events.fraud.payment_contract import PaymentContract
from features.shared.watermark import Watermark

RESULTS: Final = "results"
"""The one part of the sink, and the key of all that goes there."""

Read = tuple[Payment, int, tuple[()]]
"""A payment, the watermark it arrived at, and no values yet."""

Written = tuple[bytes, tuple[bytes, ...]]
"""A decision and its feature updates."""


class PaymentFile(FixedPartitionedSource[Read, tuple[int, int]]):
    """Payments of a file in their order, each with its watermark.

    Args:
        path: of JSON Lines.
        contract: what a payment has.
        batch: payments put out at once. bytewax takes a batch apart by key: of several payments
            those of one key keep their order, those of two do not.
    """

    def __init__(self, path: Path, contract: PaymentContract, batch: int) -> None:
        self._path, self._contract, self._batch = path, contract, batch

    def list_parts(self) -> list[str]:
        """One part: the file."""
        return ["file"]

    def build_part(
        self,
        step_id: str,  # noqa: ARG002 - bytewax's signature
        for_part: str,  # noqa: ARG002 - bytewax's signature
        resume_state: tuple[int, int] | None,
    ) -> "_PaymentLines":
        """The file, from where it was read to."""
        return _PaymentLines(self._path, self._contract, self._batch, resume_state)


class _PaymentLines(StatefulSourcePartition[Read, tuple[int, int]]):
    def __init__(
        self,
        path: Path,
        contract: PaymentContract,
        batch: int,
        resume_state: tuple[int, int] | None,
    ) -> None:
        self._batch = batch
        self._lines = path.open("rb")
        self._decode = PaymentDecoder(contract=contract).decode
        self._watermark = Watermark()
        if resume_state is not None:
            place, self._watermark.value_ms = resume_state
            self._lines.seek(place)

    def next_batch(self) -> list[Read]:
        """The next payments.

        Raises:
            StopIteration: there are none.
            TypeError: a line is no payment.
        """
        now_ms = time_ns() // 1_000_000
        batch = [self._read(line, now_ms) for line in self._next_lines()]
        if not batch:
            raise StopIteration
        return batch

    def _next_lines(self) -> Iterable[bytes]:
        for _ in range(self._batch):
            line = self._lines.readline()
            if not line:
                return
            yield line

    def _read(self, line: bytes, now_ms: int) -> Read:
        payment = self._decode(line, now_ms)
        if not isinstance(payment, Payment):
            raise TypeError(f"{payment}: expected a payment without faults")
        watermark_ms = self._watermark.value_ms
        self._watermark.observe(payment.event_time_ms)
        return payment, watermark_ms, ()

    def snapshot(self) -> tuple[int, int]:
        """Where it is, and the watermark there."""
        return self._lines.tell(), self._watermark.value_ms


class ResultFiles(FixedPartitionedSink[Written, tuple[int, int]]):
    """Decisions and feature updates, a line each.

    Args:
        folder: of the two files.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def list_parts(self) -> list[str]:
        """One part: both files."""
        return [RESULTS]

    def build_part(
        self,
        step_id: str,  # noqa: ARG002 - bytewax's signature
        for_part: str,  # noqa: ARG002 - bytewax's signature
        resume_state: tuple[int, int] | None,
    ) -> "_ResultLines":
        """The files, cut where an earlier run is gone on from."""
        names = ("decisions.jsonl", "features.jsonl")
        files = [(self._folder / name).open("ab") for name in names]
        for file, size in zip(files, resume_state or (0, 0), strict=True):
            file.truncate(size)
        return _ResultLines(files[0], files[1])


class _ResultLines(StatefulSinkPartition[Written, tuple[int, int]]):
    def __init__(self, decisions: BufferedWriter, features: BufferedWriter) -> None:
        self._decisions, self._features = decisions, features
        self._written = 0

    def write_batch(self, values: list[Written]) -> None:
        """Write the results of some payments."""
        for decision, updates in values:
            self._decisions.write(decision + b"\n")
            for update in updates:
                self._features.write(update + b"\n")
            self._written += 1
            if self._written % TOLD_EVERY == 0:
                tell(self._written)

    def snapshot(self) -> tuple[int, int]:
        """Sizes of the files so far."""
        self._decisions.flush()
        self._features.flush()
        return self._decisions.tell(), self._features.tell()

    def close(self) -> None:
        """Write what is left."""
        self._decisions.close()
        self._features.close()
