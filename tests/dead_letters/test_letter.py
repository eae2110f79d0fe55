"""Letters are whole again, whatever the order and however often the parts come."""

import random

import msgspec
import pytest

from dead_letters.letter import Assembly, LetterFormatError, read_letters
from events.shared.json_records import encode
from events.shared.rejected import Rejected, dead_letter_id
from tests.dead_letters.rejections import NOW_MS, read, record, rejected

BIG = b"[" * 1_000


def as_version_1(letter: Rejected) -> Rejected:
    return msgspec.structs.replace(letter, schema_version=1, arrived_ms=None, dead_letter_id=None)


@pytest.mark.parametrize("seed", range(5))
def test_parts_in_any_order_and_twice_make_each_record_once(seed: int) -> None:
    records = [BIG, b"(" * 1_000, record()]
    letters = [part for raw in records for part in read(rejected(raw, part_bytes=300))] * 2
    random.Random(seed).shuffle(letters)
    assembly = Assembly()
    wholes = [one.raw for one in assembly.whole(letters) if len(one.raw) > 300]
    assert sorted(wholes) == sorted([BIG, b"(" * 1_000])
    assert assembly.incomplete() == []


def test_a_record_of_which_a_part_is_missing_is_left_over() -> None:
    assembly = Assembly()
    assert list(assembly.whole(read(rejected(BIG, part_bytes=300)[:3]))) == []
    [left] = assembly.incomplete()
    assert (left.parts_found, left.first.parts, left.first.size_bytes) == (3, 4, 1_000)


def test_the_same_record_has_the_same_id_whenever_it_arrives() -> None:
    (first,), (second,) = rejected(record(), NOW_MS), rejected(record(), NOW_MS + 1)
    assert first.dead_letter_id == second.dead_letter_id
    assert first.dead_letter_id != rejected(record(amount_minor=1))[0].dead_letter_id


def test_letters_of_version_1_are_read_and_get_the_id_that_they_would_have() -> None:
    old = [as_version_1(part) for part in rejected(BIG, part_bytes=300)]
    lines = [encode(part) for part in old]
    (whole,) = Assembly().whole(read_letters(lines, "rejected.jsonl"))
    assert (whole.raw, whole.arrived_ms) == (BIG, None)
    assert whole.id == dead_letter_id("payment", BIG)


def test_a_cause_of_a_newer_release_is_read_as_any_other() -> None:
    line = encode(rejected(record())[0]).replace(b"unknown_currency", b"of_tomorrow")
    (whole,) = Assembly().whole(read_letters([line], "rejected.jsonl"))
    assert (whole.cause, whole.raw) == ("of_tomorrow", record())


def test_what_is_no_dead_letter_is_an_error_that_names_the_record() -> None:
    lines = [encode(rejected(record())[0]), b"", b'{"cause":"empty"}']
    with pytest.raises(LetterFormatError, match=r"^rejected.jsonl: record 3 is no dead letter: "):
        list(read_letters(lines, "rejected.jsonl"))


@pytest.mark.parametrize("raw_base64", ["!", "e30", "e30="])
def test_content_that_is_not_what_the_letter_says_is_an_error(raw_base64: str) -> None:
    (letter,) = rejected(record())
    hurt = msgspec.structs.replace(letter, raw_base64=raw_base64)
    with pytest.raises(LetterFormatError, match=r"^dead letter [0-9a-f]{32}: "):
        list(Assembly().whole(read([hurt])))
