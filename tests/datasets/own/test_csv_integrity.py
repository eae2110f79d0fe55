"""No row of a CSV is lost in silence, whatever its quotes, line ends and encoding are."""

import gzip
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasets.own.csv_records import MAX_RECORD_CHARACTERS, CsvRecords, MalformedRecord
from datasets.own.description import FileForm
from datasets.own.faults import FaultyRowsError
from tests.datasets.own.written import CONSTANT, SIMPLE, read

HEAD = "CUSTOMER,TERMINAL,AMOUNT,TIME\n"
ROW = "c,m,1.00,2025-03-01T12:30:00Z\n"


def written(text: str, folder: Path, encoding: str = "utf-8") -> Path:
    path = folder / "a.csv"
    path.write_bytes(text.encode(encoding))
    return path


def counted(text: str, folder: Path) -> tuple[int, int]:
    """Payments and faulty rows."""
    counts = read(written(text, folder), skip_faulty=True).counts
    assert counts is not None
    return counts.taken, counts.faulty


def records(
    text: str, columns: int = 3, batch_lines: int = 100
) -> list[list[str] | MalformedRecord]:
    return list(CsvRecords(StringIO(text, newline="\n"), ",", columns, batch_lines))


@pytest.mark.parametrize(
    "stray",
    [
        'c,"m,1.00,2025-03-01T12:30:00Z\n',
        '"c,m,1.00,2025-03-01T12:30:00Z\n',
        'c,m,1.00,"2025-03-01T12:30:00Z\n',
        'c,"m" x,1.00,2025-03-01T12:30:00Z\n',
        'c,"5" m",1.00,2025-03-01T12:30:00Z\n',
    ],
)
def test_a_stray_quote_costs_its_own_row_and_no_other(tmp_path: Path, stray: str) -> None:
    assert counted(HEAD + ROW * 5 + stray + ROW * 500, tmp_path) == (505, 1)


def test_two_stray_quotes_that_would_pair_take_no_row_between_them(tmp_path: Path) -> None:
    opens, closes = 'c,"m,1.00,2025-03-01T12:30:00Z\n', 'c,m",1.00,2025-03-01T12:30:00Z\n'
    text = HEAD + opens + ROW * 3 + closes + ROW
    assert counted(text, tmp_path) == (5, 1)


def test_a_quote_in_the_middle_of_a_value_is_a_character_of_it(tmp_path: Path) -> None:
    (payment,) = read(written(HEAD + ROW.replace("m", '5" m'), tmp_path)).payments
    assert payment.merchant_id == '5" m'


def test_a_quote_open_at_the_end_of_the_file_is_refused_with_its_row(tmp_path: Path) -> None:
    path = written(HEAD + ROW * 2 + 'c,"m,1.00,2025-03-01T12:30:00Z\n' + ROW * 2, tmp_path)
    with pytest.raises(FaultyRowsError, match=r"1 of 5 rows are faulty(.|\n)*row 3: a quote that"):
        read(path)


def test_a_quote_reaches_no_further_than_a_record_may() -> None:
    found = records('a,"b,c\n' + "x\n" * MAX_RECORD_CHARACTERS)
    assert isinstance(found[0], MalformedRecord)
    assert "a quote closed within" in found[0].expectation
    assert len(found) == MAX_RECORD_CHARACTERS + 1


@pytest.mark.parametrize("quoted", ['"two\nlines"', '"a ""b""\nc"', '"one\ntwo,\nthree"'])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_quoted_value_of_several_lines_is_one_record(quoted: str, place: int) -> None:
    values = ["a", "b", "c"]
    values[place] = quoted
    assert records(",".join(values) + "\nd,e,f\n")[1:] == [["d", "e", "f"]]


def test_a_carriage_return_within_quotes_is_part_of_the_value(tmp_path: Path) -> None:
    path = written(HEAD + ROW.replace("m", '"m\r1"') + ROW, tmp_path)
    with pytest.raises(FaultyRowsError, match="merchant_id: an id expected, got a line end"):
        read(path)


def test_a_bare_carriage_return_is_a_fault_of_its_row_alone(tmp_path: Path) -> None:
    assert counted(HEAD + ROW + ROW.replace("m", "m\r1") + ROW, tmp_path) == (2, 1)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_both_line_ends_are_the_same(tmp_path: Path, end: str) -> None:
    assert counted((HEAD + ROW * 3).replace("\n", end), tmp_path) == (3, 0)


@given(
    st.lists(
        st.text(st.sampled_from(list('aé", \r')), max_size=12).filter(lambda line: line.strip("\r"))
    )
)
def test_every_line_is_in_a_record_or_is_a_fault(lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    found = records(text, columns=2)
    assert sum(map(lines_of, found)) == len(lines)
    assert found == records(text, columns=2, batch_lines=1) == records(text, 2, batch_lines=2)


def lines_of(found: list[str] | MalformedRecord) -> int:
    return 1 if isinstance(found, MalformedRecord) else 1 + "".join(found).count("\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "a.csv: the file is empty, a header and rows expected"),
        (b"\n\n", "a.csv: the file is empty"),
        (HEAD.encode(), "a.csv: no row in it is a payment"),
        ((HEAD + ROW).encode("utf-16"), "a.csv: this is text in utf-16, .*pass --encoding utf-16"),
        ((HEAD + ROW).encode("utf-16-le"), "pass --encoding utf-16-le"),
        ((HEAD + ROW).encode("utf-16-be"), "pass --encoding utf-16-be"),
        ((HEAD + ROW).encode("utf-32"), "pass --encoding utf-32"),
        (gzip.compress((HEAD + ROW * 99).encode(), mtime=0)[:-9], "a.csv: not a whole gzip file"),
        (b"\x1f\x8b\x08\x00" + b"x" * 50, "a.csv: not a whole gzip file"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_what_to_do(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=message):
        read(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1", "cp1252", "utf-8-sig"])
def test_a_file_in_a_named_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    text = HEAD.replace("CUSTOMER", "KÄUFER") + ROW.replace("m", "Café")
    said = "utf-8" if encoding == "utf-8-sig" else encoding
    columns = SIMPLE | {"card_id": "KÄUFER"}
    path = written(text, tmp_path, encoding)
    (payment,) = read(path, columns=columns, form=FileForm(encoding=said)).payments
    assert payment.merchant_id == "Café"


def test_bytes_of_another_encoding_are_a_fault_of_their_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((HEAD + ROW).encode() + ROW.replace("m", "Café").encode("latin-1"))
    with pytest.raises(FaultyRowsError, match=r"row 2: text in UTF-8 expected; pass --encoding"):
        read(path)
    assert read(path, skip_faulty=True).count == 1


def test_text_that_is_not_in_the_named_encoding_is_refused(tmp_path: Path) -> None:
    path = written(HEAD + ROW.replace("m", "Café"), tmp_path)
    with pytest.raises(ValueError, match="text in ascii expected, as --encoding says"):
        read(path, form=FileForm(encoding="ascii"))


NUMBER = "4111 1111 1111 1111"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + f"{NUMBER},m,1.00\n",
        HEAD + f'{NUMBER},"m,1.00,2025-03-01T12:30:00Z\n',
        HEAD + f"c,m,{NUMBER},2025-03-01T12:30:00Z\n",
        HEAD + f"c,m,1.00,{NUMBER.replace(' ', '')}\n",
        f"{NUMBER},m,1.00,2025-03-01T12:30:00Z\n" + ROW,
    ],
)
def test_no_message_holds_a_card_number(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"expected|mapped") as caught:
        read(written(text, tmp_path), columns=SIMPLE, constants=CONSTANT)
    assert "1111" not in str(caught.value)
