"""Clients of the live feed, one of which stops reading; and a writer of decisions at a rate.

Each decision says in its trace id when it was written, so a client knows what it waited.
"""

import asyncio
from dataclasses import dataclass, field
from time import time_ns
from typing import Final

import msgspec

from bench.serving.http_load import LoadError
from bench.serving.place import Place
from events.shared.json_records import encode
from jobs.shared.result_folder import PARTS
from machine.ports import LOCALHOST

_PAUSE_S: Final = 3.0


@dataclass
class FeedMeasured:
    """What the clients got.

    Attributes:
        waits_ms: of each message of each client, from its writing to its arrival.
        received: messages of each client that read.
        written: decisions in that time.
    """

    waits_ms: list[float] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    written: int = 0

    def quantile_ms(self, share: float) -> float:
        """The wait that a share of the messages did not exceed."""
        ordered = sorted(self.waits_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def follow(place: Place, clients: int, per_s: float, seconds: float) -> FeedMeasured:
    """Have clients follow decisions as they are written.

    Args:
        place: the server, and the results that it follows.
        clients: that read; one more connects and never does.
        per_s: decisions a second.
        seconds: how long.
    """
    measured = FeedMeasured()
    stalled = await _connected(place, place.other_key)
    reading = [asyncio.create_task(_read(place, measured)) for _ in range(clients)]
    await asyncio.sleep(_PAUSE_S)
    await _write(place, per_s, seconds, measured)
    await asyncio.sleep(_PAUSE_S)
    for task in reading:
        task.cancel()
    await asyncio.gather(*reading, return_exceptions=True)
    stalled[1].close()
    return measured


async def _connected(place: Place, key: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    connection = await asyncio.open_connection(LOCALHOST, place.port, limit=1 << 20)
    connection[1].write(place.get("/v1/feed", key))
    head = await connection[0].readuntil(b"\r\n\r\n")
    if b" 200 " not in head:
        raise LoadError(f"a feed expected, got {head.decode('latin-1')}")
    return connection


async def _read(place: Place, measured: FeedMeasured) -> None:
    reader, writer = await _connected(place, place.key)
    client = len(measured.received)
    measured.received.append(0)
    mark = b'"trace_id":"'
    try:
        async for line in reader:
            found = line.find(mark) if line.startswith(b"data:") else -1
            if found >= 0:
                begin = found + len(mark)
                written_ns = int(line[begin : line.index(b'"', begin)])
                measured.waits_ms.append((time_ns() - written_ns) / 1e6)
                measured.received[client] += 1
    finally:
        writer.close()


async def _write(place: Place, per_s: float, seconds: float, measured: FeedMeasured) -> None:
    # As a job names what it is still writing: a part without the rest is read once.
    bucket = place.results / PARTS / "decisions" / "bucket"
    part = bucket / ".part-writer-0.inprogress.1"
    part.parent.mkdir(parents=True, exist_ok=True)
    loop = asyncio.get_running_loop()
    began = loop.time()
    with part.open("ab", buffering=0) as lines:
        for number in range(int(per_s * seconds)):
            await asyncio.sleep(max(0.0, began + number / per_s - loop.time()))
            decision = msgspec.structs.replace(
                place.decision, decision_id=f"{number:032x}", trace_id=str(time_ns())
            )
            lines.write(encode(decision) + b"\n")
            measured.written += 1
