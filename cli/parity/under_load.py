"""`revstream parity --sync --rate N`: decisions on request beside a running job."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from jobs.fraud.decided_by import DecidedBy
from jobs.fraud.settings import FraudSettings
from online_store.async_connection import connect_async
from online_store.connection import StoreSettings
from serving.fraud.parity.load_log import LoadLog, LoggedAgreement, LoggedStates
from serving.fraud.parity.load_parity import LoadParity
from serving.fraud.parity.load_plan import LoadPlan, load_plan
from serving.fraud.parity.load_run import LoadRun
from serving.fraud.parity.told_history import ToldHistory
from serving.fraud.payment_scorer import PaymentScorer
from serving.fraud.sync_scoring import SyncScoring
from serving.shared.forwarding import NoForwarding
from serving.shared.tail.followed_results import FollowedResults
from simulator.files import write_lines

_AHEAD_S: Final = 0.5
_REST_S: Final = 5
_END: Final = 100
"""Payments at the end of the history, which the store has before anything is asked."""
_END_WITHIN_S: Final = 60


class JobEndedError(RuntimeError):
    """The job ended before there was anything to compare."""


def under_load(  # noqa: PLR0913 - what is compared, and how
    records: Sequence[bytes],
    settings: FraudSettings,
    by: DecidedBy,
    *,
    url: str,
    rate_per_s: int,
    seconds: int,
    state_items: int,
    properties: Sequence[str],
) -> LoadParity:
    """Ask about the last payments while a job decides them at a rate.

    Raises:
        JobEndedError: the job failed; the message has the end of what it said.
        TimeoutError: it decides nothing.
        ValueError: there are not more records than those of the time.
    """
    paced = rate_per_s * seconds
    scorer = PaymentScorer(by, settings)
    plan = load_plan(
        records, scorer.decode, paced=paced, end=_END, rate_per_s=rate_per_s, ahead_s=_AHEAD_S
    )
    with TemporaryDirectory(prefix="parity-") as place:
        folder = Path(place)
        source = folder / "payments.jsonl"
        write_lines(records, source)
        command = [
            *(sys.executable, "-c", "from cli.main import main; main()", "run", "fraud"),
            *("--source", f"file:{source}", "--sink", f"file:{folder / 'out'}", "--store", url),
            *("--rate", str(rate_per_s), "--rate-after", str(len(records) - paced)),
            *("--set", f"source.rate_rest_s={_REST_S}"),
            *("--set", f"store.state_items={state_items}"),
            *(part for one in properties for part in ("--set", one)),
        ]
        with _running(command, folder / "job.log"):
            told = state_items > 0
            return asyncio.run(_asked(scorer, url, folder / "out", plan, told=told))


async def _asked(
    scorer: PaymentScorer, url: str, results: Path, plan: LoadPlan, *, told: bool
) -> LoadParity:
    client, log = connect_async(StoreSettings(url)), LoadLog()
    agreement = LoggedAgreement(log, most_listed=len(plan.paced))
    followed, store = FollowedResults(results, "decisions"), LoggedStates(client, log)
    try:
        scoring = SyncScoring(scorer, store, NoForwarding(), agreement)
        # Of a job that tells of no state there is none to wait for.
        history = ToldHistory(scorer, store, plan.end_of_history if told else ())
        begins = history.is_there
        return await LoadRun(scorer, scoring, agreement, log, followed, plan, begins).run()
    finally:
        followed.close()
        await client.aclose()


@contextmanager
def _running(command: Sequence[str], log: Path) -> Iterator[None]:
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)  # noqa: S603 - its own command
    try:
        yield
    except TimeoutError:
        if process.poll() is None:
            raise
        raise JobEndedError(f"the job ended: {_end_of(log)}") from None
    finally:
        process.terminate()
        try:
            process.wait(_END_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _end_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace").strip()[-500:]
