"""The fraud job with a task that fails twice in the middle of its input."""

import sys
from collections.abc import Iterator
from pathlib import Path

from pyflink.common import Types
from pyflink.datastream import DataStream, ProcessFunction, StreamExecutionEnvironment

from jobs.fraud import sources, topology
from jobs.fraud.settings import FraudSettings
from jobs.program import main


class FailTwice(ProcessFunction):  # type: ignore[misc]
    """Raises after `healthy` records in its first and its second life."""

    def __init__(self, folder: Path, healthy: int) -> None:
        self._folder = folder
        self._healthy = healthy
        self._passed = 0

    def process_element(self, value: str, ctx: ProcessFunction.Context) -> Iterator[str]:  # noqa: ARG002
        self._passed += 1
        lives = len(list(self._folder.glob("failure-*")))
        if self._passed == self._healthy and lives < 2:
            (self._folder / f"failure-{lives}").touch()
            raise RuntimeError("planted failure")
        yield value


def _install(folder: Path) -> None:
    original = sources.payment_records

    def failing_records(env: StreamExecutionEnvironment, settings: FraudSettings) -> DataStream:
        records = original(env, settings)
        failing = records.process(FailTwice(folder, 1_500), output_type=Types.STRING())
        # As the source: at a higher parallelism the order of a card's payments would be lost.
        return failing.set_parallelism(1)

    setattr(topology, "payment_records", failing_records)  # noqa: B010 - a name that fraud imports


if __name__ == "__main__":
    _install(Path(sys.argv.pop(1)))
    main()
