"""Finding the decisions of one transaction in a large file, line by line."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from cli.inputs.recorded_lines import UNREADABLE, is_whole
from events.fraud.decision import Decision
from reporting.printable import printable


class _Transaction(msgspec.Struct):
    transaction_id: str


def decisions_of(transaction_id: str, lines: Iterable[bytes], path: Path) -> list[Decision]:
    """The decisions of a transaction, one a decision id, in order of the file.

    A transaction id is the sender's, so several cards may have a payment of the same. A last line
    without an end is one that a job is still writing: it is left out.

    Args:
        transaction_id: of the payments.
        lines: of the file of decisions.
        path: of the file, for messages.

    Raises:
        ValueError: a line is no decision.
    """
    identity = msgspec.json.Decoder(_Transaction)
    decisions = msgspec.json.Decoder(Decision)
    found: dict[str, Decision] = {}
    for number, line in enumerate(lines, start=1):
        if not line.endswith(b"\n") and not is_whole(line):
            break
        try:
            if identity.decode(line).transaction_id == transaction_id:
                decision = decisions.decode(line)
                found.setdefault(decision.decision_id, decision)
        except UNREADABLE as error:
            what = printable(str(error))
            raise ValueError(f"{path}, line {number}: not a decision ({what})") from error
    return list(found.values())
