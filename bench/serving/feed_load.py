"""Clients of the live feed, one of which stops reading; and a writer of decisions at a rate.

::

    decisions at one merchant, at a rate  --feed--> clients, and the stalled one
    decisions elsewhere, some thousand    --feed--> the stalled one alone, until it is dropped
"""

import asyncio
import re
from dataclasses import dataclass, field
from typing import Final

import msgspec

from bench.serving.feed_clients import FeedClients, sent_now
from bench.serving.http_load import LoadError
from bench.serving.place import Place
from events.shared.json_records import encode
from jobs.shared.result_folder import PARTS
from machine.ports import LOCALHOST
from serving.shared.feed.limits import FeedLimits

_PAUSE_S: Final = 3.0
_ELSEWHERE: Final = "merchant-elsewhere"
_MORE_THAN_QUEUED: Final = 4
"""Times as many as may wait for one client: what it has taken at once does not wait."""

_DROPPED: Final = re.compile(rb"\nrevstream_serving_feed_dropped_total (\d+)")


@dataclass
class FeedMeasured:
    """What the clients got.

    Attributes:
        waits_ms: of each message of each client that read, from its writing to its arrival.
        received: messages of each client that read.
        written: decisions for these in that time.
        dropped: clients that the server let go of; one reads nothing.
    """

    waits_ms: list[float] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    written: int = 0
    dropped: int = 0


async def follow(place: Place, clients: int, per_s: float, seconds: float) -> FeedMeasured:
    """Have clients follow decisions as they are written.

    Args:
        place: the server, and the results that it follows.
        clients: that read; one more connects and never does.
        per_s: decisions a second that they get.
        seconds: how long.

    Raises:
        LoadError: the server does not tell how many clients it let go of.
    """
    followed = f"/v1/feed?merchant={place.decision.merchant_id}"
    readers = FeedClients(place.port, place.key, followed)
    with FeedClients(place.port, place.other_key).stalled():
        reading = [asyncio.create_task(readers.read("events")) for _ in range(clients)]
        await asyncio.sleep(_PAUSE_S)
        written = await _write(place, per_s, seconds)
        await asyncio.sleep(_PAUSE_S)
        for task in reading:
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)
        dropped = await _dropped(place)
    return FeedMeasured(readers.waits_ms, readers.received, written, dropped)


async def _write(place: Place, per_s: float, seconds: float) -> int:
    """Write decisions; how many the clients get that read."""
    # As a job names what it is still writing: a part without the rest is read once.
    bucket = place.results / PARTS / "decisions" / "bucket"
    part = bucket / ".part-writer-0.inprogress.1"
    part.parent.mkdir(parents=True, exist_ok=True)
    count = int(per_s * seconds)
    elsewhere = msgspec.structs.replace(place.decision, merchant_id=_ELSEWHERE)
    beside = -(-_MORE_THAN_QUEUED * FeedLimits().queue_messages // count)
    loop = asyncio.get_running_loop()
    began = loop.time()
    with part.open("ab", buffering=0) as lines:
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / per_s - loop.time()))
            first = number * (beside + 1)
            made = [sent_now(place.decision, first)]
            made += [sent_now(elsewhere, first + more) for more in range(1, beside + 1)]
            lines.write(b"".join(encode(one) + b"\n" for one in made))
    return count


async def _dropped(place: Place) -> int:
    reader, writer = await asyncio.open_connection(LOCALHOST, place.port)
    writer.write(place.get("/metrics").replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
    found = _DROPPED.search(await reader.read())
    writer.close()
    if found is None:
        raise LoadError("revstream_serving_feed_dropped_total expected in /metrics, not found")
    return int(found[1])
