"""The fraud job with a task that fails when it is told to."""

import sys
from collections.abc import Iterator
from pathlib import Path

from pyflink.common import Types
from pyflink.datastream import DataStream, ProcessFunction, StreamExecutionEnvironment

from jobs.fraud import sources, topology
from jobs.fraud.settings import FraudSettings
from jobs.program import main


class FailWhenTold(ProcessFunction):  # type: ignore[misc]
    """Raises at each file `fail-N` that it finds in a folder, and makes `failed-N` of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def process_element(self, value: str, ctx: ProcessFunction.Context) -> Iterator[str]:  # noqa: ARG002
        for told in self._folder.glob("fail-*"):
            told.rename(told.with_name(told.name.replace("fail-", "failed-")))
            raise RuntimeError("planted failure")
        yield value


def _install(folder: Path) -> None:
    original = sources.payment_records

    def failing_records(env: StreamExecutionEnvironment, settings: FraudSettings) -> DataStream:
        records = original(env, settings)
        failing = records.process(FailWhenTold(folder), output_type=Types.STRING())
        # As the source: at a higher parallelism the order of a card's payments would be lost.
        return failing.set_parallelism(1)

    setattr(topology, "payment_records", failing_records)  # noqa: B010 - a name that fraud imports


if __name__ == "__main__":
    _install(Path(sys.argv.pop(1)))
    main()
