"""`revstream parity --sync`: decisions on request against the job's, payment by payment."""

import asyncio
import sys
from collections.abc import Iterable, Sequence

import click
import msgspec

from cli.inputs.own_source import records_of
from cli.options.input_options import InputOptions, optional_input_options
from cli.parity.progress import parity_progress
from cli.parity.sync_text import lines_of, load_lines_of
from cli.parity.under_load import under_load
from cli.run.settings import overrides_of
from demo.fraud.data import simulated
from demo.fraud.plan import file_plan
from demo.shared.store import store_at
from events.fraud.codec import PaymentDecoder
from events.fraud.label import Label
from features.fraud.payment_contract import payment_contract
from jobs.fraud.decided_by import DecidedBy, decided_by
from jobs.fraud.settings import FraudSettings, load_settings
from online_store.async_connection import connect_async
from online_store.connection import StoreSettings, connect
from online_store.mirrored_states import StateStore
from online_store.writer import FeatureStoreWriter
from serving.fraud.agreement import Agreement
from serving.fraud.parity.job_stand_in import JobStandIn
from serving.fraud.parity.load_parity import LoadParity
from serving.fraud.parity.sync_parity import SyncParity, compare
from serving.fraud.payment_scorer import PaymentScorer
from serving.fraud.sync_scoring import SyncScoring
from serving.shared.forwarding import NoForwarding

STATE_ITEMS = 2_000
"""Items of a state up to which the store has it, unless it is told otherwise."""

_DIFFERENT_EXIT = 1


@click.command(name="parity")
@optional_input_options
@click.option(
    "--store",
    metavar="URL",
    help="redis://HOST:PORT of an empty store; an embedded one unless given.",
)
@click.option(
    "--behind",
    type=click.IntRange(0, 100_000),
    default=0,
    show_default=True,
    help="Payments that the store has not got yet at each request: they are known by the requests"
    " for them, the labels among them are not.",
)
@click.option(
    "--state-items",
    type=click.IntRange(0, 100_000),
    default=STATE_ITEMS,
    show_default=True,
    help="As store.state_items. 0: only stored features, which are those of the payment before.",
)
@click.option(
    "--set", "properties", multiple=True, metavar="GROUP.KEY=VALUE", help="One property of the job."
)
@click.option(
    "--rate",
    type=click.IntRange(1, 100_000),
    help="Ask beside a running job that decides the last payments at this many a second.",
)
@click.option(
    "--seconds", type=click.IntRange(1, 3_600), default=20, show_default=True, help="With --rate."
)
@click.option(
    "--most",
    type=click.FloatRange(0, 1),
    default=0.01,
    show_default=True,
    help="With --rate: share of the answers that may differ; above it the exit code is 1.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    input_options: InputOptions,
    store: str | None,
    behind: int,
    state_items: int,
    properties: tuple[str, ...],
    rate: int | None,
    seconds: int,
    most: float,
    as_json: bool,
) -> None:
    """Ask for a decision of each payment, then let the job decide it, and say where they differ.

    The scorer reads states of keys from a real store, where the job's code, without the engine,
    has written them. Without --input the payments are those of `revstream demo`. Exit code 1 if a
    decision differs whose answer did not say that it might, or only one of the two has decided.

    With --rate a job runs in a MiniCluster, reads the last payments at that rate, and each is asked
    about half a second before it decides it. Where who asks does not keep up, payments are passed
    over and counted. What differs is printed, and why. Exit code 1 if more differ than --most says,
    or the job has not decided what was asked about by a minute after the end.

    \b
    Examples:
      revstream parity --sync
      revstream parity --sync --behind 20
      revstream parity --sync --rate 500
      revstream parity --sync --input payments.jsonl --labels labels.jsonl --json
      revstream parity --sync --state-items 0
      revstream parity --sync --input own.jsonl --set features.definitions=own.yaml
    """
    settings = _settings(properties)
    by = decided_by(settings)
    records, labels = _records(input_options, by, shown=not as_json)
    if rate is not None:
        with store_at(store) as url:
            loaded = under_load(
                records,
                settings,
                by,
                url=url,
                rate_per_s=rate,
                seconds=seconds,
                state_items=state_items,
                properties=properties,
            )
        _say(loaded, most, as_json=as_json)
        sys.exit(0 if loaded.holds(most) else _DIFFERENT_EXIT)
    with store_at(store) as url, parity_progress(records, shown=not as_json) as shown:
        result = asyncio.run(_compared(shown, labels, settings, by, url, behind, state_items))
    if as_json:
        click.echo(msgspec.json.encode({"holds": result.holds, **msgspec.structs.asdict(result)}))
    else:
        click.echo("\n".join(lines_of(result)))
    if not result.holds:
        sys.exit(_DIFFERENT_EXIT)


def _say(loaded: LoadParity, most: float, *, as_json: bool) -> None:
    if as_json:
        verdict = {
            "holds": loaded.holds(most),
            "share_that_differs": loaded.share_that_differs,
        }
        click.echo(msgspec.json.encode(verdict | msgspec.structs.asdict(loaded)))
    else:
        click.echo("\n".join(load_lines_of(loaded)))


def _settings(properties: tuple[str, ...]) -> FraudSettings:
    # Nothing is read there: a job's settings name a source.
    nowhere = {"source.uri": "file:payments.jsonl"}
    return load_settings({}, nowhere | overrides_of(properties))


def _records(
    options: InputOptions, by: DecidedBy, *, shown: bool
) -> tuple[Sequence[bytes], list[Label]]:
    if not options.description.inputs:
        data = simulated(file_plan(), by.load_plan())
        return [one.raw for one in data.records], list(data.labels)
    source = records_of(options.under(by.definitions), show_progress=shown)
    return list(source.lines), source.labels


async def _compared(  # noqa: PLR0913, PLR0917 - what is compared
    records: Iterable[bytes],
    labels: Iterable[Label],
    settings: FraudSettings,
    by: DecidedBy,
    url: str,
    behind: int,
    state_items: int,
) -> SyncParity:
    store = StoreSettings(url)
    client = connect_async(store)
    try:
        with connect(store) as writing:
            scoring = SyncScoring(
                PaymentScorer(by, settings), StateStore(client), NoForwarding(), Agreement()
            )
            job = JobStandIn(
                by,
                settings.limits,
                FeatureStoreWriter(writing, settings.store_ttl_s),
                most_items=state_items,
                behind=behind,
            )
            decoder = PaymentDecoder(
                max_future_ms=settings.time_max_future_ms,
                card_numbers=settings.accepts_card_numbers,
                contract=payment_contract(by.definitions),
            )
            return await compare(records, labels, scoring, job, decoder)
    finally:
        await client.aclose()
