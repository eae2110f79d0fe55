"""JSON Lines in the job's own form are read as the job would read them."""

from pathlib import Path

import msgspec
import pytest

from datasets.own.description import Description, FileForm
from datasets.own.reading import read_history
from events.fraud.codec import PaymentDecoder
from events.fraud.payment import Payment
from simulator.disorder_settings import Disorder
from simulator.files import write_records
from simulator.scenario import Scenario, wire_records
from tests.datasets.own.written import CONSTANT, NOW_MS

PAYMENTS = 2_000


@pytest.fixture(scope="module")
def stream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated stream, with late, repeated and malformed records."""
    path = tmp_path_factory.mktemp("wire") / "payments.jsonl"
    records = wire_records(Scenario(seed=5, payments=PAYMENTS), Disorder(seed=5))
    write_records(records, path)
    return path


def decoded(path: Path) -> list[Payment]:
    decoder = PaymentDecoder()
    found = (decoder.decode(line, NOW_MS) for line in path.read_bytes().split(b"\n"))
    return [each for each in found if isinstance(each, Payment)]


def test_all_payments_come_in_their_order_of_arrival_repeated_ones_too(stream: Path) -> None:
    payments = list(read_history(Description((stream,)), NOW_MS).payments)
    assert payments == decoded(stream)
    assert len({each.transaction_id for each in payments}) < len(payments)
    assert payments != sorted(payments, key=lambda each: each.event_time_ms)


def test_records_that_are_no_payment_are_counted_by_cause(stream: Path) -> None:
    notes = read_history(Description((stream,)), NOW_MS).notes
    records = len(stream.read_bytes().splitlines())
    rejected = records - len(decoded(stream))
    assert rejected > 0
    assert any(note.startswith(f"{rejected} records that are no payment") for note in notes)


def test_they_come_by_event_time_if_that_is_asked_for(stream: Path) -> None:
    history = read_history(Description((stream,), order="event-time"), NOW_MS)
    assert list(history.payments) == sorted(decoded(stream), key=lambda each: each.event_time_ms)


def test_json_lines_of_another_form_are_refused_with_what_to_give(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"card_id":"c","amount":1.5}\n')
    with pytest.raises(ValueError, match=r"no record is a payment .*missing.*--columns"):
        read_history(Description((path,)), NOW_MS)


def test_a_label_in_the_records_is_not_ignored_in_silence(stream: Path, tmp_path: Path) -> None:
    first = stream.read_bytes().splitlines()[0]
    path = tmp_path / "a.jsonl"
    path.write_bytes(first.replace(b"{", b'{"is_fraud":1,', 1) + b"\n")
    notes = read_history(Description((path,)), NOW_MS).notes
    assert "Not read without --columns, since the job does not: is_fraud." in notes
    labelled = read_history(Description((path,), columns={"is_fraud": "is_fraud"}), NOW_MS)
    assert len(labelled.labels) == 1


def test_wire_names_need_no_mapping_in_other_files(stream: Path, tmp_path: Path) -> None:
    lines = [line for line in stream.read_bytes().splitlines() if b"}" in line][:1]
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines[0] + b"\n")
    mapped = read_history(Description((path,), constants=CONSTANT), NOW_MS)
    plain = read_history(Description((path,)), NOW_MS)
    assert next(mapped.payments).card_id == next(plain.payments).card_id
    assert next(mapped.payments).country == CONSTANT["country"]


def test_json_lines_in_another_encoding_are_refused_with_its_name_and_read_by_it(
    stream: Path, tmp_path: Path
) -> None:
    sound = [line for line in stream.read_bytes().splitlines()[:40] if line.startswith(b"{")][:5]
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join(sound).decode().encode("utf-16"))
    with pytest.raises(ValueError, match=r"a\.jsonl: .*pass --encoding utf-16"):
        read_history(Description((path,)), NOW_MS)
    assert read_history(Description((path,), form=FileForm("utf-16")), NOW_MS).count == 5


def test_words_for_no_id_are_noted_with_their_number(stream: Path, tmp_path: Path) -> None:
    first = msgspec.json.decode(stream.read_bytes().splitlines()[0])
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join(msgspec.json.encode(first | {"card_id": "NULL"}) for _ in "ab"))
    notes = read_history(Description((path,)), NOW_MS).notes
    assert "card_id: 2 payments say NULL, which is an id like any other." in notes
