"""A CSV file of somebody's own form, decided by one command."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import run
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


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        (HEAD, (), "event_time"),
        (HEAD + "1,2025-03-01 08:00:31,c1,m1,-1,0\n", MAPPING, "amount"),
        (
            HEAD + "1,2025-03-01 08:00:31,c1,m1,1,1\n",
            (*MAPPING, "--labels", "file:labels.jsonl"),
            "the source has labels already",
        ),
    ],
)
def test_what_cannot_be_read_is_said_before_flink_starts(
    tmp_path: Path, text: str, more: tuple[str, ...], said: str
) -> None:
    csv = tmp_path / "transactions.csv"
    csv.write_text(text)
    result = decide(csv, *more)
    assert result.exit_code != 0
    assert said in result.output + str(result.exception)
    assert not (tmp_path / "OUT").exists()
