"""The fraud job of a bundle, with a task that says where modules come from and fails once.

    observed_program.py FOLDER HEALTHY [arguments of main.py]

In each life it writes ``FOLDER/life-N.json``: the file of each module by name.
"""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from pyflink.common import Types
from pyflink.datastream import DataStream, ProcessFunction, StreamExecutionEnvironment

from jobs.fraud import sources, topology
from jobs.fraud.settings import FraudSettings
from jobs.program import main

_FROM_THE_START = (
    "udfs.fraud.entry_stage",
    "models.fraud.decider",
    "onnxruntime",
    "redis",
    "msgspec",
)
_LATER = {0: "botocore", 1: "botocore.session"}
"""Imported in each life by this task alone, the second from the package of the first."""


class Observed(ProcessFunction):  # type: ignore[misc]
    """Passes records on; raises after `healthy` of them in its first life."""

    def __init__(self, folder: Path, healthy: int) -> None:
        self._folder = folder
        self._healthy = healthy
        self._passed = 0

    def process_element(self, value: str, ctx: ProcessFunction.Context) -> Iterator[str]:  # noqa: ARG002
        if self._passed == 0:
            self._life = len(list(self._folder.glob("life-*.json")))
            names = (*_FROM_THE_START, _LATER[self._life])
            found = {name: importlib.import_module(name).__file__ for name in names}
            (self._folder / f"life-{self._life}.json").write_text(json.dumps(found))
        self._passed += 1
        if self._passed == self._healthy and self._life == 0:
            raise RuntimeError("planted failure")
        yield value


def _install(folder: Path, healthy: int) -> None:
    original = sources.payment_records

    def observed_records(env: StreamExecutionEnvironment, settings: FraudSettings) -> DataStream:
        records = original(env, settings)
        return records.process(Observed(folder, healthy), output_type=Types.STRING())

    setattr(topology, "payment_records", observed_records)  # noqa: B010 - a name that fraud imports


if __name__ == "__main__":
    _install(Path(sys.argv.pop(1)), int(sys.argv.pop(1)))
    main()
