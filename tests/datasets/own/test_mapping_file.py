"""A mapping file says how an export is read; what is wrong in it is named with its entry."""

from pathlib import Path

import pytest

from datasets.own.mapping_file import MAX_BYTES, read_mapping_file, read_shopping_mapping
from datasets.own.reading import read_history
from datasets.own.said import Said, SaidForm
from tests.datasets.own.written import NOW_MS, simple_row, write


def said(text: str, folder: Path) -> Said:
    path = folder / "mapping.yaml"
    path.write_text(text)
    return read_mapping_file(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Expected `object`, got `null`"),
        ("[1]", "Expected `object`, got `array`"),
        ("version: 2", "version: "),
        ("version: 1\ncolumn: {}", "unknown field `column`"),
        ("version: 1\ntimezone: Berlin", "timezone: 'Berlin': a name of the IANA"),
        ("version: 1\nencoding: utf-99", "encoding: 'utf-99': an encoding such as"),
        ("version: 1\nencoding: base64", "encoding: 'base64': an encoding such as"),
        ("version: 1\ndecimal: ';'", "decimal: ';': a point or a comma"),
        ("version: 1\nthousands: x", "thousands: 'x': one of"),
        ("version: 1\ndecimal: ','\nthousands: ','", "decimal, thousands: different"),
        ("version: 1\ntime_format: '%H:%M'", "time_format: '%H:%M': a form such as"),
        ("version: 1\ndelimiter: ';;'", "delimiter: ';;': one character"),
        ("version: 1\nnegative_amounts: drop", "negative_amounts: "),
        ("version: 1\nlabel_delay: 7", "label_delay: '7': a duration"),
        ("version: 1\nvalues: {waehrung: {a: b}}", "values.waehrung: no target"),
        ("version: 1\nlabels: {values: {amount: {a: b}}}", "labels.values.amount: no target"),
        ("version: 1\nversion: 1", "line 1: version: one entry expected"),
        ("version: 1\ncolumns: {a: b", r"mapping\.yaml line \d"),
        ("!!python/object/apply:os.getcwd []", "Expected `object`"),
    ],
)
def test_a_mapping_file_that_is_not_usable_is_refused_with_its_entry(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        said(text, tmp_path).description(())
    assert "Traceback" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version: 1\nlabels: {}", "unknown field `labels`"),
        ("version: 1\nlabel_delay: 7d", "unknown field `label_delay`"),
        ("version: 1\nvalues: {card_id: {a: b}}", "values.card_id: no target"),
        ("version: 1\nitems: {values: {event_type: {a: view}}}", "items.values.event_type: no t"),
        ("version: 1\nitems: {order: arrival}", "items: .*unknown field `order`"),
        ("version: 1\nitems: {decimal: ';'}", "decimal: ';': a point or a comma"),
    ],
)
def test_a_mapping_file_of_a_shop_has_entries_of_its_own(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        read_shopping_mapping(path)


def test_a_catalogue_is_written_in_its_own_way_but_in_the_zone_of_the_events(
    tmp_path: Path,
) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text("version: 1\ndelimiter: ;\ntimezone: Europe/Berlin\nitems: {decimal: ','}\n")
    events, items = read_shopping_mapping(path)
    assert (events.form.delimiter, events.form.decimal) == (";", None)
    assert (items.form.delimiter, items.form.decimal) == (None, ",")
    assert events.form.zone == items.form.zone


def test_a_file_that_is_none_or_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_bytes(b" " * (MAX_BYTES + 1))
    for path in (tmp_path, tmp_path / "large.yaml", Path("/dev/zero")):
        with pytest.raises(ValueError, match="a mapping file of at most"):
            read_mapping_file(path)


def test_every_value_is_text_as_it_is_written(tmp_path: Path) -> None:
    read = said("version: 1\nconstants: {country: NO}\nvalues: {country: {47: NO}}", tmp_path)
    assert read.constants == {"country": "NO"}
    assert read.values == {"country": {"47": "NO"}}


def test_options_win_over_the_file(tmp_path: Path) -> None:
    file = said(
        "version: 1\ncolumns: {ip: A, card_id: B}\ndecimal: ','\nencoding: latin-1", tmp_path
    )
    options = Said({"ip": "C"}, form=SaidForm(encoding="utf-8"))
    description = options.over(file).description(())
    assert description.columns == {"ip": "C", "card_id": "B"}
    assert (description.form.encoding, description.form.numbers.decimal) == ("utf-8", ",")


MAPPING = """
version: 1
columns: {card_id: CUSTOMER, merchant_id: TERMINAL, amount: AMOUNT, event_time: TIME}
constants: {country: DE, channel: pos, currency: EUR}
decimal: ","
thousands: "."
time_format: "%d.%m.%Y %H:%M"
timezone: Europe/Berlin
negative_amounts: left-out
left_out: {TERMINAL: [m-internal, m-test]}
"""


def test_rows_that_are_no_payments_are_left_out_and_counted(tmp_path: Path) -> None:
    day = "01.03.2025 13:30"
    rows = [
        simple_row(AMOUNT="1.234,50", TIME=day),
        simple_row(AMOUNT="-12,50", TIME=day),
        simple_row(AMOUNT="none", TIME=day, TERMINAL="m-test"),
        simple_row(AMOUNT="12.50", TIME=day),
    ]
    description = said(MAPPING, tmp_path).description(
        (write(rows, tmp_path / "a.csv"),), skip_faulty=True
    )
    history = read_history(description, NOW_MS)
    (payment,) = history.payments
    assert (payment.amount_minor, payment.event_time_ms) == (123450, 1_740_832_200_000)
    assert history.counts is not None
    assert (history.counts.rows, history.counts.faulty, history.counts.left_out) == (4, 1, 2)
    noted = "left out: 1 x TERMINAL m-test, 1 x a negative amount."
    assert any(noted in note for note in history.notes)
