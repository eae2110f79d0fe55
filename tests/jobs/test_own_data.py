"""A CSV file of somebody's own form, decided by one command."""

import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.run import command as run
from events.shared.json_records import encode
from jobs.fraud.settings import load_settings
from jobs.shared.preflight import PreflightError, check_readable_on_a_cluster
from tests.cluster.payments import payments
from tests.jobs.outputs import read_outputs

pytestmark = pytest.mark.timeout(400)

HEAD = "ID,WHEN,CARD,SHOP,EUROS,BAD\n"
MAPPING = (
    *("--columns", "transaction_id=ID,event_time=WHEN,card_id=CARD,merchant_id=SHOP"),
    *("--columns", "amount=EUROS,is_fraud=BAD"),
    *("--constant", "currency=EUR,country=DE,channel=pos"),
)


def decide(csv: Path, *more: str) -> Result:
    sink = ("--sink", f"file:{csv.parent / 'OUT'}")
    return CliRunner().invoke(run.command, ["fraud", "--source", f"file:{csv}", *sink, *more])


def test_a_csv_file_is_decided_with_what_is_known_of_its_frauds(tmp_path: Path) -> None:
    csv = tmp_path / "transactions.csv"
    days = [f"{day},2025-03-{day:02} 08:00:31,c1,m1,{day}.50,{int(day == 1)}" for day in (1, 8, 9)]
    csv.write_text(HEAD + "\n".join(days) + "\n")
    result = decide(csv, *MAPPING)
    assert result.exit_code == 0, result.output
    found = read_outputs(tmp_path / "OUT").by_transaction
    assert {name: found[name]["features"]["amount_minor"] for name in found} == {
        "1": 150,
        "8": 850,
        "9": 950,
    }
    # The fraud of the first is known seven days later, to the second.
    assert [found[name]["features"]["merchant_fraud_count_7d"] for name in "189"] == [0, 1, 1]
    assert [found[name]["features"]["card_confirmed_fraud_30d"] for name in "189"] == [0, 1, 1]


def test_a_gzipped_file_with_a_mark_and_carriage_returns_loses_no_record(tmp_path: Path) -> None:
    lines = [encode(each) for each in payments(20)]
    lines[3] = lines[3].replace(b",", b",\r", 1)
    lines[5] = b'{"card_id":"a\rb"}'
    source = tmp_path / "payments.jsonl.gz"
    source.write_bytes(gzip.compress(b"\xef\xbb\xbf" + b"\n".join(lines)))
    result = decide(source)
    assert result.exit_code == 0, result.output
    outputs = read_outputs(tmp_path / "OUT")
    assert len(outputs.decisions) == 19
    (rejected,) = outputs.rejected
    assert (rejected["cause"], rejected["size_bytes"]) == ("malformed_json", len(lines[5]))


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        (HEAD, (), "event_time"),
        (HEAD + "1,2025-03-01 08:00:31,c1,m1,-1,0\n", MAPPING, "amount"),
        (
            HEAD + "1,2025-03-01 08:00:31,c1,m1,1,1\n",
            (*MAPPING, "--labels", "file:labels.jsonl"),
            "--labels or a column is_fraud expected, got both",
        ),
    ],
)
def test_what_cannot_be_read_is_said_before_flink_starts(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    more: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "labels.jsonl").touch()
    csv = tmp_path / "transactions.csv"
    csv.write_text(text)
    result = decide(csv, *more)
    assert result.exit_code != 0
    assert said in result.output + str(result.exception)
    assert not (tmp_path / "OUT").exists()


@pytest.mark.parametrize("name", ["a.parquet", "a.CSV", "a.csv.gz"])
def test_a_cluster_is_given_json_lines_only(name: str) -> None:
    with pytest.raises(PreflightError, match="`revstream convert` makes JSON Lines"):
        check_readable_on_a_cluster(load_settings({}, {"source.uri": f"file:{name}"}))
