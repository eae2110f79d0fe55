"""`revstream dlq` on files: counted, shown so that nothing gets out, and sent again once."""

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.dlq.command import command
from events.shared.json_records import encode
from events.shared.time_units import HOUR_MS
from tests.dead_letters.rejections import NOW_MS, record, rejected
from tests.events.recommendations.shopping import event_record, item_record, link_record

HOSTILE = b'{"card_id":"4111111111111111 \x1b[31m\xe2\x80\xae'
FOUR = [record(transaction_id=f"t{number}") for number in range(4)]


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Five payments, two of them in a later hour, one of them twice, and a label; in parts too."""
    folder = tmp_path / "OUT"
    folder.mkdir()
    letters = [
        *(rejected(raw, NOW_MS + number * HOUR_MS // 2)[0] for number, raw in enumerate(FOUR)),
        rejected(FOUR[0], NOW_MS + 1)[0],
        *rejected(HOSTILE, part_bytes=10),
        rejected(b"no label", kind="label")[0],
    ]
    (folder / "rejected.jsonl").write_bytes(b"\n".join(map(encode, letters)) + b"\n")
    return folder


def dlq(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_top_counts_by_cause_and_hour(results: Path) -> None:
    counts = json.loads(dlq("top", results, "--json").stdout)
    causes = {(one["cause"], one["record"]): one for one in counts["causes"]}
    assert (counts["letters"], counts["records"]) == (7, 6)
    assert causes["unknown_currency", "payment"]["letters"] == 5
    assert causes["unknown_currency", "payment"]["records"] == 4
    assert sorted(counts["hours"].values()) == [2, 5]


def test_top_names_the_most_frequent_cause_first_with_a_sample(results: Path) -> None:
    lines = dlq("top", results).stdout.splitlines()
    assert lines[0] == "7 dead letters of 6 records"
    assert lines[3].split()[:5] == ["5", "4", "payment", "unknown_currency", "currency"]
    assert "'EURO' is not a current ISO 4217 code" in lines[4]


def test_a_time_of_arrival_selects(results: Path) -> None:
    arrived = "2026-09-21T15:00"
    later = json.loads(dlq("top", results, "--json", "--since", arrived).stdout)
    before = json.loads(dlq("top", results, "--json", "--until", arrived).stdout)
    assert (later["letters"], before["letters"]) == (2, 5)


def test_show_puts_parts_together_and_prints_neither_card_numbers_nor_escapes(
    results: Path,
) -> None:
    text = dlq("show", results, "--cause", "malformed_json", "--record", "payment").stdout
    assert f"{len(HOSTILE)} bytes" in text
    assert "411111" not in text
    assert r"1111 \x1b[31m\u202e" in text
    assert "\x1b" not in text


def test_show_writes_the_original_bytes_of_one_record_for_its_owner_alone(
    results: Path, tmp_path: Path
) -> None:
    found = json.loads(dlq("show", results, "--record", "label", "--json").stdout)
    raw = tmp_path / "raw"
    written = dlq("show", results, "--id", found["dead_letter_id"][:8], "--raw", raw)
    assert written.exit_code == 0
    assert raw.read_bytes() == b"no label"
    assert stat.S_IMODE(raw.stat().st_mode) == 0o600


def test_a_second_replay_sends_nothing_again(results: Path, tmp_path: Path) -> None:
    chosen = (results, "--cause", "unknown_currency", "--set", "currency=EUR")
    first = dlq("replay", *chosen, "--to", tmp_path / "a.jsonl")
    second = dlq("replay", *chosen, "--to", tmp_path / "b.jsonl")
    sent = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert sorted(one["transaction_id"] for one in sent) == ["t0", "t1", "t2", "t3"]
    assert {one["currency"] for one in sent} == {"EUR"}
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert not (tmp_path / "b.jsonl").exists()


def test_letters_of_the_other_system_go_to_its_job_a_kind_at_a_time(tmp_path: Path) -> None:
    raws = [event_record(currency=...), link_record(session_id=...)]
    letters = [rejected(raw, kind="event")[0] for raw in raws]
    letters += rejected(item_record(currency=...), kind="item")
    path = tmp_path / "rejected.jsonl"
    path.write_bytes(b"\n".join(map(encode, letters)) + b"\n")
    both = dlq("replay", path, "--to", tmp_path / "a.jsonl")
    assert "events and items are among them: choose by --record event or --record" in both.stderr
    chosen = (path, "--record", "event", "--set", "currency=EUR", "--set", "session_id=s1")
    mended = dlq("replay", *chosen, "--to", tmp_path / "a.jsonl", "--json")
    assert (mended.exit_code, json.loads(mended.stdout)["sent"]) == (0, 2)
    sent = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert sorted(one["event_type"] for one in sent) == ["link", "view"]


@pytest.mark.parametrize("taken", [True, False])
def test_the_own_fields_of_the_job_decide_what_it_takes(tmp_path: Path, *, taken: bool) -> None:
    path, own = tmp_path / "rejected.jsonl", tmp_path / "own.yaml"
    path.write_bytes(encode(rejected(event_record(currency=..., shelf="A"), kind="event")[0]))
    longest = 1 if taken else 8
    own.write_text(
        "extends: shipped\nversion: 1\n"
        f"fields: {{shelf: {{type: text, longest: {longest}}}, aisle: {{type: text}}}}\n"
    )
    given = ("--definitions", own, "--set", f"shelf={'A' if taken else '123456789'}")
    ended = dlq("replay", path, "--set", "currency=EUR", *given, "--to", tmp_path / "a.jsonl")
    assert ended.exit_code == (0 if taken else 1)


def test_a_dry_run_says_the_same_and_leaves_no_trace(results: Path, tmp_path: Path) -> None:
    chosen = (results, "--cause", "unknown_currency", "--set", "currency=EUR", "--json")
    dry = dlq("replay", *chosen, "--to", tmp_path / "a.jsonl", "--dry-run")
    assert json.loads(dry.stdout)["to_send"] == 4
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["OUT", "rejected.jsonl"]


def test_a_function_of_ones_own_mends_bytes(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "mend_currency.py").write_text(
        "def mend(raw):\n    return raw.replace(b'EURO', b'EUR')\n"
    )
    chosen = (results, "--cause", "unknown_currency", "--with", "mend_currency:mend")
    assert dlq("replay", *chosen, "--to", tmp_path / "a.jsonl").exit_code == 0
    assert b'"currency":"EUR"' in (tmp_path / "a.jsonl").read_bytes()


def test_what_stays_is_named_and_ends_with_exit_code_1(results: Path, tmp_path: Path) -> None:
    chosen = (results, "--cause", "unknown_currency")
    held = dlq("replay", *chosen, "--to", tmp_path / "a.jsonl")
    assert held.exit_code == 1
    assert "held back, still_rejected: 4 records" in held.stdout
    assert not (tmp_path / "a.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("top", "absent"), "absent: no such file or folder"),
        (("top", "kinesis:"), "the name of a stream is expected"),
        (("top", "OUT", "--since", "noon"), "a time such as 2026-01-31T07:30 is expected"),
        (("show", "OUT", "--id", "zz"), "no letter is meant by this"),
        (("show", "OUT", "--raw", "raw"), "6 records are meant, --raw writes one"),
        (("replay", "OUT", "--to", "OUT/rejected.jsonl"), "is there already"),
        (("replay", "OUT", "--to", "a"), "labels and payments are among them"),
        (("replay", "OUT", "--to", "a", "--set", "x"), "FIELD=VALUE is expected"),
        (("replay", "OUT", "--to", "a", "--with", "nowhere:f"), "MODULE:FUNCTION is expected"),
    ],
)
def test_a_fault_of_the_input_is_named(
    results: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    message: str,
) -> None:
    monkeypatch.chdir(results.parent)
    ended = dlq(*arguments)
    assert ended.exit_code != 0
    assert message in f"{ended.stderr}{ended.exception}"


def test_a_folder_of_an_unfinished_job_says_how_to_get_at_its_letters(tmp_path: Path) -> None:
    (tmp_path / ".parts").mkdir()
    assert f"run `revstream collect {tmp_path}` first" in str(dlq("top", tmp_path).exception)


def test_no_field_of_a_forged_letter_gets_to_the_terminal_as_it_is(tmp_path: Path) -> None:
    forged = json.loads(encode(rejected(FOUR[0])[0]))
    hostile = {"cause": "\u202ea", "field": "\x1b[31mf", "dead_letter_id": "\x1b]0;i\x07\u202e"}
    path = tmp_path / "rejected.jsonl"
    path.write_text(json.dumps(forged | hostile))
    shown = (
        dlq("top", path).stdout,
        dlq("show", path).stdout,
        dlq("show", path, "--json").stdout,
        dlq("replay", path, "--to", tmp_path / "a.jsonl", "--dry-run").stdout,
    )
    assert all(text.replace("\n", "").isprintable() for text in shown)
    assert all(r"\x1b]0;" in text or r"\\x1b]0;" in text for text in shown)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--with", "..:x"), "MODULE:FUNCTION is expected"),
        (("--within-hours", "inf"), "not in the range"),
    ],
)
def test_an_option_of_replay_that_cannot_be_used_is_named(
    results: Path, tmp_path: Path, options: tuple[str, str], said: str
) -> None:
    refused = dlq("replay", results, "--to", tmp_path / "a.jsonl", *options)
    assert refused.exit_code == 2
    assert said in refused.stderr


def test_a_function_that_gives_no_bytes_holds_its_letters_back(
    results: Path, tmp_path: Path
) -> None:
    chosen = (results, "--record", "label", "--with", "builtins:memoryview")
    held = dlq("replay", *chosen, "--to", tmp_path / "a.jsonl")
    assert held.exit_code == 1
    assert "gives memoryview, bytes are expected" in held.stdout
