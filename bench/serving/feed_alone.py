"""How many clients one process feeds that does nothing else, and what that costs it.

python -m bench.serving.feed_alone DECISIONS [events|texts] [CLIENTS]

server process: 20 decisions a second --feed--> this process: CLIENTS clients, one of them stalled

A delay is from when a decision came in to when a client had its bytes.
"""

import asyncio
import json
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Any, Final

import uvloop

from bench.serving.feed_clients import FeedClients, Form

RATE: Final = 20
SECONDS: Final = 30
CLIENTS: Final = 500

_AT_ONCE: Final = 20


async def measure(decisions: str, form: Form, count: int) -> dict[str, Any]:
    """What `count` clients got, and what it took the server."""
    with TemporaryDirectory() as folder:
        arguments = [decisions, folder, str(count + 1), str(RATE), str(SECONDS)]
        command = [sys.executable, "-m", "bench.serving.feed_alone_server", *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as server:  # noqa: ASYNC220, S603
            if server.stdout is None:
                raise RuntimeError("the server has no output")
            clients = FeedClients(**json.loads(server.stdout.readline()))
            tasks = []
            for number in range(count):
                tasks.append(asyncio.create_task(clients.read(form)))
                if number % _AT_ONCE == 0:
                    await asyncio.sleep(0.05)
            with clients.stalled():
                told = json.loads(await asyncio.to_thread(server.stdout.readline))
            for task in tasks:
                task.cancel()
            server.terminate()
    delays = sorted(clients.waits_ms)
    return {
        "form": form,
        "clients": count,
        "messages_per_s": RATE * count,
        "received": len(delays),
        "expected": RATE * SECONDS * count,
        "p50_ms": round(delays[len(delays) // 2], 1),
        "p99_ms": round(delays[len(delays) * 99 // 100], 1),
        "max_ms": round(delays[-1], 1),
        **told,
    }


def main(decisions: str, form: str = "events", count: str = str(CLIENTS)) -> None:
    """Measure, and print it as JSON."""
    wanted: Form = "texts" if form == "texts" else "events"
    print(json.dumps(uvloop.run(measure(decisions, wanted, int(count)))))


if __name__ == "__main__":
    main(*sys.argv[1:])
