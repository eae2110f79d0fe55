"""`make bench-serve`: how many reads a second the server answers, and how late at a rate.

::

    valkey <-- features of cards           a store with what the fraud job writes
       |
    revstream serve, one worker  <-- HTTP/1.1, kept connections -- this process
"""

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import time
from typing import Any, Final

import numpy as np

from bench.forms import ROOT
from bench.http_load import Target, closed_loop, open_loop
from bench.this_machine import described
from events.shared.feature_update import FEATURE_SCHEMA_VERSION, FeatureUpdate
from features.fraud.definitions import DEFAULT, load_definitions
from machine.ports import LOCALHOST
from online_store.connection import StoreSettings, connect
from online_store.readable import readable_entities
from online_store.writer import FeatureStoreWriter
from servers.valkey import valkey_server
from serving.shared.keys.api_key import new_key
from serving.shared.keys.issuing import add_key

RESULTS: Final = ROOT / "out" / "bench" / "serve.json"

_CARDS: Final = 5_000
_CONNECTIONS: Final = 16
_SERVING: Final = "serving at http://"
_UNLIMITED: Final = ("--requests-per-s", "1000000", "--burst", "1000000")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, write the results, and print them."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.serve",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seconds", type=float, default=20.0, help="of each measurement")
    parser.add_argument("--reads-per-s", type=float, default=1_500.0, help="of the open loop")
    parser.add_argument("--output", type=Path, default=RESULTS)
    asked = parser.parse_args(arguments)
    found = {**described(), **measured(asked.seconds, asked.reads_per_s)}
    asked.output.parent.mkdir(parents=True, exist_ok=True)
    asked.output.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps({name: found[name] for name in ("reads_per_s", "reads_p99_ms")}, indent=2))


def measured(seconds: float, per_s: float) -> dict[str, Any]:
    """The figures of reads.

    Args:
        seconds: of each measurement.
        per_s: reads that are due each second while it is measured how late they are.
    """
    with TemporaryDirectory(prefix="revstream-bench-") as place, valkey_server() as store:
        folder = Path(place)
        _fill(store.url)
        key, text = new_key("bench", ("read",), None, int(time() * 1_000))
        add_key(folder / "keys.json", key)
        with _serving(store.url, folder / "keys.json") as port:
            target = Target(LOCALHOST, port, [_read(number, text) for number in range(_CARDS)])
            print(f"reads, as many as it answers, {seconds:g} s", file=sys.stderr)
            flat_out = asyncio.run(closed_loop(target, _CONNECTIONS, seconds))
            print(f"reads, {per_s:g} a second, {seconds:g} s", file=sys.stderr)
            took_ms = asyncio.run(open_loop(target, _CONNECTIONS, per_s, seconds))
    p50, p99 = np.percentile(took_ms, [50, 99]).tolist()
    return {
        "reads_per_s": flat_out,
        "reads_asked_per_s": per_s,
        "reads_p50_ms": p50,
        "reads_p99_ms": p99,
    }


def _fill(url: str) -> None:
    """Cards with a value of every feature that the store has of one."""
    kinds = readable_entities(load_definitions(DEFAULT))["card"].kinds
    of_kind: dict[str, Any] = {"int": 7, "float": 0.25, "bool": True, "text": "FR", "list": ("a",)}
    values = {name: of_kind[kind] for name, kind in kinds.items()}
    now_ms = int(time() * 1_000)
    updates = [
        FeatureUpdate("card", f"card-{number}", now_ms, FEATURE_SCHEMA_VERSION, values, "t")
        for number in range(_CARDS)
    ]
    with connect(StoreSettings(url), environ={}) as client:
        FeatureStoreWriter(client, ttl_s=3_600).write(updates)


def _read(number: int, key: str) -> bytes:
    return (
        f"GET /v1/features/card/card-{number} HTTP/1.1\r\nHost: bench\r\n"
        f"Authorization: Bearer {key}\r\n\r\n"
    ).encode()


@contextmanager
def _serving(store: str, keys: Path) -> Iterator[int]:
    """The port of a server in a process of its own."""
    program = str(Path(sys.executable).with_name("revstream"))
    command = [program, "serve", "--keys", str(keys), "--store", store]
    process = subprocess.Popen(  # noqa: S603 - built here
        [*command, "--port", "0", *_UNLIMITED], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    try:
        line = process.stderr.readline() if process.stderr is not None else ""
        if not line.startswith(_SERVING):
            raise RuntimeError(f"the server does not start: {line.strip()}")
        yield int(line.rpartition(":")[2])
    finally:
        process.terminate()
        process.communicate()


if __name__ == "__main__":
    main()
