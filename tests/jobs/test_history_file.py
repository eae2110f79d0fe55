"""A folder of a history becomes one file in the order of time, with labels where they arrive."""

import gzip
from pathlib import Path

import pytest

from events.fraud.label import Label
from events.fraud.payment import Payment
from events.shared.json_records import encode
from jobs.fraud.history_file import with_history_in_one_file
from jobs.fraud.settings import FraudSettings, load_settings
from jobs.shared.history.files import NoHistoryError
from jobs.shared.locations import Inline, LocalPath
from tests.cluster.payments import payments

MADE = sorted(payments(30), key=lambda payment: payment.event_time_ms)


def _settings(folder: Path, **more: str) -> FraudSettings:
    properties = {"source.uri": "file:live", "source.history": f"file:{folder}"}
    extra = {name.replace("__", "."): value for name, value in more.items()}
    return load_settings({}, properties | extra).for_history()


def _write(made: list[Payment], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = b"\r\n".join(map(encode, made))
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


def _lines(settings: FraudSettings) -> list[bytes]:
    assert isinstance(settings.source_history, LocalPath)
    return settings.source_history.path.read_bytes().splitlines()


def test_the_lines_of_all_files_come_by_time(tmp_path: Path) -> None:
    history = tmp_path / "history"
    _write(MADE[20:], history / "a" / "1.jsonl")
    _write(MADE[:10][::-1], history / "b.jsonl")
    _write(MADE[10:20], history / "c.jsonl.gz")
    _write(MADE[:1], history / "_temporary" / "0.jsonl")
    written = with_history_in_one_file(_settings(history), tmp_path / "work")
    assert sorted(_lines(written)) == sorted(map(encode, MADE))
    times = [payment.event_time_ms for payment in MADE]
    assert times == sorted(times)
    assert [line.split(b'"event_time_ms":')[1][:13] for line in _lines(written)] == [
        b"%d" % time for time in times
    ]


def test_what_is_no_payment_stays_behind_the_line_before_it(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    file.write_bytes(b"\n".join([b"{broken", encode(MADE[1]), b"[", encode(MADE[0])]))
    written = with_history_in_one_file(_settings(file), tmp_path / "work")
    assert _lines(written) == [b"{broken", encode(MADE[0]), encode(MADE[1]), b"["]


def test_a_label_lies_where_it_would_have_arrived(tmp_path: Path) -> None:
    _write(MADE, tmp_path / "history" / "1.jsonl")
    label = Label(
        label_id="l",
        transaction_id=MADE[0].transaction_id,
        card_id=MADE[0].card_id,
        merchant_id=MADE[0].merchant_id,
        kind="chargeback",
        event_time_ms=MADE[0].event_time_ms,
        reported_time_ms=MADE[15].event_time_ms - 1,
    )
    (tmp_path / "labels.jsonl").write_bytes(encode(label))
    settings = _settings(tmp_path / "history", labels__history=f"file:{tmp_path}/labels.jsonl")
    written = with_history_in_one_file(settings, tmp_path / "work")
    assert _lines(written).index(b"L" + encode(label)) == 15
    assert written.labels_uri == Inline()


def test_a_folder_without_a_file_of_payments_is_named(tmp_path: Path) -> None:
    history = tmp_path / "history"
    history.mkdir()
    with pytest.raises(NoHistoryError, match=f"source.history: file:{history}: no JSON Lines"):
        with_history_in_one_file(_settings(history), tmp_path / "work")
