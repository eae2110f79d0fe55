"""A training table against the replay: each of its lists is made once more."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from models.recommendations.evaluation.packed_lists import Ints
from models.recommendations.parity.tally import Compared, Tally
from models.recommendations.training.list_table import (
    IDENTITY,
    MANIFEST_FILE,
    ROWS_FILE,
    TableManifest,
)
from models.recommendations.training.lists import Inputs, LabelledList
from models.recommendations.training.pairs import Pair


@dataclass(frozen=True, slots=True)
class _Stored:
    """A list of the table: what is said of it as a whole, and a row for each candidate."""

    of_list: dict[str, Any]
    items: list[str]
    labels: list[int]
    inputs: Inputs


class TableLists:
    """The lists of a table, which stand in the order of the replay, or nearly.

    Args:
        folder: of the table.
        names: of the inputs that the replay gives.

    Raises:
        ValueError: the folder has no table, or one of other inputs.
        OSError: it cannot be read.
    """

    def __init__(self, folder: Path, names: tuple[str, ...]) -> None:
        try:
            raw = (folder / MANIFEST_FILE).read_bytes()
        except FileNotFoundError as error:
            raise ValueError(
                f"{folder}: no training table, {MANIFEST_FILE} is not there"
            ) from error
        self.manifest = msgspec.json.decode(raw, type=TableManifest)
        if self.manifest.inputs != names:
            lacks = [name for name in names if name not in self.manifest.inputs]
            more = [name for name in self.manifest.inputs if name not in names]
            raise ValueError(
                f"{folder}: its inputs are others than those of the definitions (it lacks"
                f" {', '.join(lacks) or 'none'}; only it has {', '.join(more) or 'none'}):"
                " train on these definitions"
            )
        self._file = pq.ParquetFile(folder / ROWS_FILE)
        ids = self._file.read(columns=["list_id"])["list_id"]
        self._left = set(pc.unique(ids).to_pylist())
        self._lists = self._read()
        self._waiting: dict[str, _Stored] = {}
        self._tally = Tally()

    def __contains__(self, list_id: object) -> bool:
        """Whether a list is in the table and was not compared yet."""
        return list_id in self._left

    def take(self, list_id: str, pair: Pair[Any], made: LabelledList) -> None:
        """Take a list that is in the table, as the replay has it."""
        self._left.remove(list_id)
        stored = self._waiting.pop(list_id, None)
        while stored is None:
            following = next(self._lists)
            name = following.of_list["list_id"]
            if name == list_id:
                stored = following
            else:
                self._waiting[name] = following
        self._tally.rows += 1
        self._compare(list_id, stored, pair, made)

    def finish(self) -> Compared:
        """What came of all lists."""
        for list_id in sorted(self._left):
            self._tally.alone(list_id, "file")
        return self._tally.compared(len(self._left), 0)

    def _compare(self, list_id: str, stored: _Stored, pair: Pair[Any], made: LabelledList) -> None:
        tally = self._tally
        events = {
            "shopper_id": pair.shopper_id,
            "event_id": pair.event.event_id,
            "event_time_ms": pair.event.event_time_ms,
            "next_event_id": pair.next_event.event_id,
            "next_event_time_ms": pair.next_event.event_time_ms,
        }
        for name, value in events.items():
            tally.compare(list_id, name, stored.of_list[name], value)
        tally.compare(list_id, "candidates", stored.items, list(made.items))
        labels = [int(place == made.place) for place in range(len(made.items))]
        tally.compare(list_id, "label", stored.labels, labels)
        if stored.items == list(made.items):
            self._compare_inputs(list_id, stored, made.inputs)

    def _compare_inputs(self, list_id: str, stored: _Stored, inputs: Inputs) -> None:
        places, columns = np.nonzero(stored.inputs != inputs)
        self._tally.values += inputs.size - len(places)
        for place, column in zip(places.tolist(), columns.tolist(), strict=True):
            row = f"{list_id} candidate {stored.items[place]}"
            values = (float(one[place, column]) for one in (stored.inputs, inputs))
            self._tally.compare(row, self.manifest.inputs[column], *values)

    def _read(self) -> Iterator[_Stored]:
        """List by list; the last of a batch may go on in the next one."""
        held: list[Any] = []
        for batch in self._file.iter_batches():
            table = pa.concat_tables([*held, pa.Table.from_batches([batch])])
            last = int(_begins(table)[-1])
            yield from self._stored(table.slice(0, last))
            held = [table.slice(last)]
        for table in held:
            yield from self._stored(table)

    def _stored(self, table: Any) -> Iterator[_Stored]:  # noqa: ANN401 - pyarrow has no types
        """The lists of some rows, all of them whole."""
        if not table.num_rows:
            return
        inputs = np.column_stack([table[name].to_numpy() for name in self.manifest.inputs])
        said = {name: table[name].to_pylist() for name in IDENTITY}
        for first, last in pairwise([*_begins(table).tolist(), table.num_rows]):
            yield _Stored(
                {name: values[first] for name, values in said.items()},
                said["item_id"][first:last],
                said["label"][first:last],
                inputs[first:last],
            )


def _begins(table: Any) -> Ints:  # noqa: ANN401 - pyarrow has no types
    """(lists,) row of the first candidate of each list."""
    ids = np.array(table["list_id"].to_pylist())
    begins: Ints = np.flatnonzero(np.concatenate(([True], ids[1:] != ids[:-1])))
    return begins
