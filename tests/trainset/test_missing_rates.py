"""A payment without a rate is in no training set; its time counts there as it does in the job."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from datasets.history import History
from datasets.own.description import Description
from datasets.own.reading import read_history
from events.fraud.payment_type import given_copy
from events.shared.json_records import encode
from events.shared.time_units import DAY_MS
from features.fraud.definitions import parse_definitions
from features.fraud.payment_contract import payment_contract
from features.fraud.replay_file import ReplayCounts, replay_lines
from features.shared.definitions.model import Definitions
from tests.features.payments import START_MS, a_payment
from trainset.build import Build
from trainset.parity import compare
from trainset.stream_rows import StreamRow

NOW_MS = START_MS + 10 * DAY_MS
EURO = [a_payment(START_MS + n * DAY_MS, transaction_id=f"t{n}") for n in range(3)]
YEN = replace(a_payment(START_MS + 3 * DAY_MS, transaction_id="yen"), currency="JPY")
LINES = [encode(given_copy(())(one)) for one in (EURO[0], YEN, EURO[1], EURO[2])]


def one_currency() -> Definitions:
    return parse_definitions("version: 1\nextends: shipped\nmoney: {rates: none}\n", "own.yaml")


def read(folder: Path, lines: list[bytes]) -> History:
    path = folder / "payments.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    description = Description((path,), contract=payment_contract(one_currency()))
    return read_history(description, NOW_MS)


def test_the_replay_and_the_training_set_agree_on_what_is_late(tmp_path: Path) -> None:
    history = read(tmp_path, LINES)
    manifest = Build(definitions=one_currency()).write(history, tmp_path / "set")
    counts = manifest.counts
    assert (counts.payments, counts.rows, counts.without_rate, counts.late) == (4, 3, 1, 1)
    rows = list(replay_lines(LINES, NOW_MS, ReplayCounts(), definitions=one_currency()))
    assert [row.late for row in rows] == [False, True, False]
    stream = (
        StreamRow(row.transaction_id, row.card_id, row.event_time_ms, row.late, row.features)
        for row in rows
    )
    found = compare(tmp_path / "set", stream)
    assert (found.rows, found.mismatches, found.holds) == (3, 0, True)


def test_what_becomes_of_them_is_noted(tmp_path: Path) -> None:
    [note] = [note for note in read(tmp_path, LINES).notes if "base currency" in note]
    assert note.startswith(
        "1 payments without an amount in the base currency are left out; the job"
    )
    assert "1 x no rate of JPY" in note


def test_a_file_of_nothing_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="1 x no rate of JPY"):
        read(tmp_path, LINES[1:2])
