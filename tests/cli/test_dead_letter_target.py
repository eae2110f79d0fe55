"""What was sent is written down so that whatever comes back of it is known to be newer."""

from pathlib import Path

from cli.dlq.dead_letter_source import FilePlace
from cli.dlq.dead_letter_target import send
from dead_letters.ledger import open_ledger, read_ledger
from dead_letters.replay import Resent


def test_the_ledger_has_the_time_before_the_sending(tmp_path: Path) -> None:
    target, path = tmp_path / "again.jsonl", tmp_path / "sent.jsonl"
    with open_ledger(path) as ledger:
        records = (Resent("a", b"{}", "c1", 0),)
        send(records, FilePlace(target), ledger, lambda: 9 if target.exists() else 5)
    assert read_ledger(path) == {"a": 5}
