"""What shoppers were shown is on the stream, or in the file, that the command line names."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from litestar import Litestar

from cli.serve.exposures import Exposures, exposures_to
from cli.serve.lists import list_choices
from jobs.fraud.settings import FraudSettings, load_settings
from servers.kinesis import KinesisServer
from serving.api.metrics import Metrics
from tests.jobs.kinesis_io import StreamReader, wait_for

SHOWN = [json.dumps({"exposure_id": f"e-{number}"}).encode() for number in range(20)]


def settings_of(**more: str) -> FraudSettings:
    return load_settings(
        {},
        {"source.uri": "file:none"}
        | {name.replace("_", ".", 1): one for name, one in more.items()},
    )


def shown(exposures: Exposures, metrics: Metrics) -> list[bool]:
    """Whether each exposure was taken, between the start and the end of a service."""

    async def run() -> list[bool]:
        async with exposures.lifespan(metrics)(Litestar()):
            return [exposures.sink.put(one) for one in SHOWN]

    return asyncio.run(run())


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_exposures_are_on_the_stream_once_the_service_has_ended(
    kinesis: KinesisServer, make_stream: Callable[[str, int], str]
) -> None:
    stream, metrics = make_stream("exposures", 2), Metrics()
    place = list_choices(f"kinesis:{stream}", (), None).shown
    exposures = exposures_to(place, settings_of(aws_endpoint=kinesis.endpoint))
    assert shown(exposures, metrics) == [True] * len(SHOWN)
    reader = StreamReader(kinesis, stream)
    wait_for([reader], lambda: reader.distinct("exposure_id") == len(SHOWN), timeout_s=60)
    assert len(reader.records) == len(SHOWN)
    reader.close()
    assert b"revstream_serving_exposures_written_total 20.0" in metrics.text
    assert b"revstream_serving_exposures_queued 0.0" in metrics.text


def test_exposures_are_lines_of_a_file(tmp_path: Path) -> None:
    place = list_choices(str(tmp_path / "shown.jsonl"), (), None).shown
    assert all(shown(exposures_to(place, settings_of()), Metrics()))
    assert (tmp_path / "shown.jsonl").read_bytes().splitlines() == SHOWN


def test_without_a_place_they_are_taken_and_kept_nowhere() -> None:
    assert all(shown(exposures_to(None, settings_of()), Metrics()))


def test_a_stream_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="the name of a stream is expected"):
        list_choices("kinesis:a b", (), None)
