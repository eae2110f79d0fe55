"""Keeping many alike records small."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.fraud.archive.packing import Packer


@given(st.lists(st.binary(max_size=200), max_size=10))
def test_a_record_is_unpacked_as_it_was(records: list[bytes]) -> None:
    packer = Packer()
    packed = [packer.pack(record) for record in records]
    assert [one.record for one in packed] == records


def test_a_record_like_an_earlier_one_takes_little() -> None:
    packer = Packer()
    records = [b"%d: " % number + bytes(range(256)) for number in range(2)]
    assert [len(packer.pack(record).data) < 30 for record in records] == [True, True]


def test_the_dictionary_is_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serving.fraud.archive.packing._RECORDS_A_DICTIONARY", 2)
    packer = Packer()
    assert [packer.pack(b"%d" % number).dictionary for number in range(3)] == [b"0", b"0", b"2"]
