"""How far back the streams of a stack can be read again."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from infra.stack_config import StackConfig
from infra.stack_config_reader import parse_stack_config
from release.site import retention_ms

_HOUR_MS = 3_600_000
_CORP = "arn:aws:kinesis:eu-central-1:111122223333:stream/corp-payments"


@dataclass(frozen=True)
class _Stack:
    """A stack of these values whose fraud application reads `reads`; None has no outputs yet."""

    values: StackConfig
    reads: tuple[str, ...] | None

    def config(self) -> StackConfig:
        return self.values

    def outputs(self) -> Any:  # noqa: ANN401 - only what is asked of them
        if self.reads is None:
            return None
        fraud = SimpleNamespace(input_consumers=dict.fromkeys(self.reads, "fraud-dev"))
        return SimpleNamespace(applications={"fraud": fraud})


def _retention_hours(reads: tuple[str, ...] | None, **values: object) -> float:
    config = parse_stack_config({"environment": "dev", "region": "eu-central-1", **values})
    return retention_ms(SimpleNamespace(stack=_Stack(config, reads))) / _HOUR_MS  # type: ignore[arg-type]


@pytest.mark.parametrize("reads", [("payments-dev", "labels-dev"), None])
def test_the_streams_of_the_stack_are_kept_as_its_values_say(reads: tuple[str, ...] | None) -> None:
    assert _retention_hours(reads, streams={"shards": 1, "retention_hours": 48}) == 48


def test_the_shortest_of_what_is_read_counts_also_of_a_stream_that_was_there() -> None:
    values = {
        "streams": {"shards": 1, "retention_hours": 96},
        "existing": {"streams": {"payments": {"arn": _CORP, "retention_hours": 72}}},
    }
    assert _retention_hours(("corp-payments", "labels-dev"), **values) == 72


def test_a_stream_that_was_there_is_taken_to_keep_records_for_the_least_there_is() -> None:
    values = {
        "streams": {"shards": 1, "retention_hours": 96},
        "existing": {"streams": {"payments": {"arn": _CORP}}},
    }
    assert _retention_hours(("corp-payments",), **values) == 24
