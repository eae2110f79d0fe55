"""What a probe of a place found, as the one line that it writes to the log.

revstream probe: {"side":"worker","findings":[{"name":"glibc","value":"2.36"},...]}
"""

from typing import Final, Literal

import msgspec

MARK: Final = "revstream probe: "

Side = Literal["program", "worker"]


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that was looked at.

    Attributes:
        name: of what was looked at.
        value: what was found; empty where that failed.
        fault: why it does not do; None if it does.
    """

    name: str
    value: str = ""
    fault: str | None = None


class ProbeReport(msgspec.Struct, frozen=True):
    """What one process found.

    Attributes:
        side: the program, which builds the job, or a worker, which runs it.
        findings: in the order that they were looked at.
    """

    side: Side
    findings: tuple[Finding, ...]


def as_line(report: ProbeReport) -> str:
    """The line of `report`."""
    return MARK + msgspec.json.encode(report).decode()


def from_text(text: str) -> ProbeReport | None:
    """The report in a text that may have more around it; None if there is none, or not whole."""
    _, mark, rest = text.partition(MARK)
    line = rest.partition("\n")[0]
    if not mark:
        return None
    try:
        return msgspec.json.decode(line[: line.rfind("}") + 1], type=ProbeReport)
    except msgspec.DecodeError:
        return None
