"""The figures that the plan uses are those of the code as it is."""

import re
from dataclasses import asdict
from pathlib import Path

import pytest
from redis import Redis

from capacity.measured import JOB_PAYMENTS_PER_S, MEASURED
from cli.record_sizes import RecordSizes, measure, stored_bytes
from online_store.connection import StoreSettings, connect
from servers.valkey import valkey_server
from udfs.fraud.loading import DEFAULT, DeciderLoader

pytestmark = pytest.mark.slow

_PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
_RARE = ("dead_letter_bytes", "late_payment_bytes", "late_per_payment")
# A time says more of the machine than of the code.
_TIMES = ("update_server_us",)
_BY_ENTITY = ("hash_bytes",)
_STEADY = sorted(asdict(MEASURED).keys() - {*_RARE, *_TIMES, *_BY_ENTITY})


@pytest.fixture(scope="module")
def measured() -> RecordSizes:
    return measure(12_000, DeciderLoader(DEFAULT, DEFAULT, "0.1.0"))


@pytest.mark.parametrize("name", _STEADY)
def test_a_figure_is_within_a_tenth_of_what_is_measured(measured: RecordSizes, name: str) -> None:
    assert float(getattr(MEASURED, name)) == pytest.approx(getattr(measured, name), rel=0.1)


def test_a_hash_is_within_a_tenth_of_what_is_measured(measured: RecordSizes) -> None:
    assert MEASURED.hash_bytes == pytest.approx(measured.hash_bytes, rel=0.1)


@pytest.mark.parametrize("name", _RARE)
def test_a_figure_of_few_records_is_of_the_measured_size(measured: RecordSizes, name: str) -> None:
    assert 0.5 < float(getattr(MEASURED, name)) / getattr(measured, name) < 2


def _send_100_kb(client: Redis) -> None:
    with client.pipeline(transaction=False) as sent:
        for _ in range(100):
            sent.echo("x" * 1_000)
        sent.execute()


def test_the_buffer_of_a_connection_is_not_taken_for_what_is_stored() -> None:
    with valkey_server() as server, connect(StoreSettings(server.url), environ={}) as client:
        _send_100_kb(client)
        stored_bytes(client)  # What the server keeps since its first commands is there from now on.
        before = stored_bytes(client)
        _send_100_kb(client)
        assert stored_bytes(client) == pytest.approx(before, abs=1_000)


def test_the_job_is_as_fast_as_the_documentation_shows() -> None:
    shown = re.search(r"\| job, MiniCluster, all on one core \| ([\d,]+) ", _PAGE.read_text())
    assert shown is not None
    assert int(shown[1].replace(",", "")) == JOB_PAYMENTS_PER_S
