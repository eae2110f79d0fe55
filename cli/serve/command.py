"""`revstream serve`: answers requests over HTTP."""

import os
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import click

from cli.options.path_types import INPUT_FILE, OUTPUT_FILE
from cli.run.settings import groups_of, overrides_of
from cli.serve.lists import list_choices, list_options
from cli.serve.oidc_options import oidc_of, oidc_options
from cli.serve.score_bands_type import BANDS
from cli.serve.traces import TraceChoices, traces_options
from cli.traces.collector import collector_at
from jobs.fraud.settings import FraudSettings, load_settings
from serving.fraud.score_bands import BandLimits

_OF_THE_EXTRA: Final = (
    "cryptography",
    "hiredis",
    "httptools",
    "jinja2",
    "jwt",
    "litestar",
    "prometheus_client",
    "strawberry",
    "uvicorn",
    "uvloop",
    "websockets",
)
_KEYS_VARIABLE: Final = "REVSTREAM_KEYS"
_NO_KEYS: Final = (
    "neither --keys FILE nor --oidc-issuer URL: nobody could come in. Make a file of keys:"
    " revstream api-key create --keys keys.json --tenant NAME --scope score --scope read; or put"
    f" what such a file holds into {_KEYS_VARIABLE}"
)
_NO_SOURCE: Final = {"source.uri": "file:none"}
"""The job's settings want a source; of a stream, payments that are asked about go there."""


@click.command()
@click.option(
    "--keys",
    metavar="FILE",
    type=INPUT_FILE,
    help="Who may ask: revstream api-key. Read anew when it changes.",
)
@oidc_options
@click.option("--store", metavar="URL", help="redis://HOST:PORT or rediss:// (TLS).")
@click.option("--definitions", metavar="FILE", help="Definition file; the shipped one unless set.")
@click.option(
    "--settings",
    "settings_path",
    type=click.Path(path_type=Path),
    help="Property groups of the fraud job, as for `revstream run fraud`.",
)
@click.option("--set", "properties", multiple=True, metavar="GROUP.KEY=VALUE", help="One property.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65_535), help="0: a free one."
)
@click.option(
    "--requests-per-s",
    default=2_000.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    help="Requests a second that one key may go on making; a payment of a batch is one.",
)
@click.option(
    "--burst",
    default=4_000,
    show_default=True,
    type=click.IntRange(min=1),
    help="Requests that one key may make at once after a pause.",
)
@click.option(
    "--deadline-ms",
    default=1_000,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="Deadline of a decision where the request gives none.",
)
@click.option(
    "--keep-decisions",
    default=100_000,
    show_default=True,
    type=click.IntRange(1, 10_000_000),
    help="Newest decisions in memory; each takes about 1.1 kB.",
)
@click.option(
    "--forward/--no-forward",
    "forwards",
    default=True,
    show_default=True,
    help="Hand payments that are asked about on to the job's source, where it is a stream.",
)
@click.option(
    "--look-s",
    default=5.0,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Look every so many seconds whether rules or model have changed: other ones come into"
    " force without a restart. 0: never.",
)
@list_options
@click.option(
    "--flink",
    metavar="URL",
    help="Flink's REST interface, which a local run prints: the dashboard shows its checkpoints.",
)
@click.option(
    "--open",
    "prints_link",
    is_flag=True,
    help="Print a link that signs you in to the dashboard, once, within five minutes.",
)
@click.option(
    "--prices", metavar="FILE", type=INPUT_FILE, help="Plans, quotas and prices of tenants (YAML)."
)
@click.option(
    "--score-bands",
    type=BANDS,
    metavar="L,E,H,V",
    help="Scores from which a payment is low, elevated, high, very high; by the model unless set.",
)
@click.option(
    "--usage-log",
    metavar="FILE",
    type=OUTPUT_FILE,
    help="Add a line here for each decision that is charged: revstream usage --log.",
)
@traces_options
@click.option("--log-requests", is_flag=True, help="Log each request, by its route and key id.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    keys: Path | None,
    oidc_issuer: str | None,
    oidc_audience: str | None,
    oidc_claims: tuple[str, ...],
    oidc_scope_prefix: str,
    store: str | None,
    definitions: str | None,
    settings_path: Path | None,
    properties: tuple[str, ...],
    host: str,
    port: int,
    requests_per_s: float,
    burst: int,
    deadline_ms: int,
    keep_decisions: int,
    forwards: bool,
    look_s: float,
    shown: str | None,
    front_categories: tuple[str, ...],
    list_definitions: Path | None,
    flink: str | None,
    prints_link: bool,
    prices: Path | None,
    score_bands: BandLimits | None,
    usage_log: Path | None,
    traces: str | None,
    traces_sample: float,
    log_requests: bool,
) -> None:
    """Answer requests over HTTP, and show the dashboard, until a signal ends it.

    The job's settings say by which definitions, rules and model it decides, and where decisions
    and labels are: give it those that the job was given. The decisions in sink.uri, a folder or
    streams, can be read and followed live, in a browser under /dashboard, too. A password of the
    store comes from REVSTREAM_STORE_PASSWORD; with store.auth=iam it logs in by the AWS credentials
    that it finds. Where there can be no file, REVSTREAM_KEYS holds what a file of keys does.
    Processes behind one address share REVSTREAM_SIGNING_SECRET, 32 random bytes or more as text.
    Logs are JSON lines on stderr. Exits with 0 when SIGTERM or SIGINT ended it, and with 2 if it
    cannot start.

    \b
    Examples:
      revstream api-key create --keys keys.json --tenant me --scope read
      revstream serve --keys keys.json --store redis://localhost:6379
      revstream serve --keys keys.json --store redis://localhost:6379 --port 9000 --log-requests
      revstream serve --keys keys.json --store redis://localhost:6379 --set sink.uri=file:OUT
      revstream serve --keys keys.json --store redis://localhost:6379 --shown shown.jsonl \\
          --front-category audio --front-category gaming
      revstream serve --keys keys.json --settings local.json --shown kinesis:exposures
      revstream serve --keys keys.json --store redis://localhost:6379 --set sink.uri=file:OUT --open
      revstream serve --keys keys.json --store redis://localhost:6379 \\
          --traces http://localhost:4318/v1/traces
      revstream serve --keys keys.json --settings local.json --set decision.rules=own-rules.yaml
      revstream serve --keys keys.json --store redis://localhost:6379 --prices prices.yaml \\
          --usage-log usage.jsonl
      revstream serve --store redis://localhost:6379 --oidc-issuer https://login.example \\
          --oidc-audience revstream --oidc-claim tenant=custom:tenant
    """
    _refuse_without_extra()
    oidc = oidc_of(oidc_issuer, oidc_audience, oidc_claims, oidc_scope_prefix)
    given_keys = os.environ.get(_KEYS_VARIABLE)
    if keys is None and given_keys is None and oidc is None:
        raise click.UsageError(_NO_KEYS)
    settings = _settings(store, definitions, settings_path, properties)
    if not _is_loopback(host):
        click.echo(
            f"warning: {host} may be reached by others, and keys go over it unencrypted: put a"
            " proxy with TLS before it",
            err=True,
        )
    if prints_link and not _is_loopback(host):
        raise click.UsageError(f"--open: {host} may be reached by others; expected 127.0.0.1")
    # The web server is an extra, and what asks for help needs none of it.
    from cli.serve.choices import Choices  # noqa: PLC0415
    from cli.serve.run import serve_fraud  # noqa: PLC0415

    serve_fraud(
        settings,
        Choices(
            keys=keys,
            given_keys=given_keys,
            oidc=oidc,
            host=host,
            port=port,
            requests_per_s=requests_per_s,
            burst=burst,
            deadline_ms=deadline_ms,
            keep_decisions=keep_decisions,
            forwards=forwards,
            look_s=look_s,
            log_requests=log_requests,
            lists=list_choices(shown, front_categories, list_definitions),
            flink=flink,
            prints_link=prints_link,
            prices=prices,
            score_bands=score_bands,
            usage_log=usage_log,
            traces=None if traces is None else TraceChoices(collector_at(traces), traces_sample),
        ),
    )


def _refuse_without_extra() -> None:
    missing = [name for name in _OF_THE_EXTRA if find_spec(name) is None]
    if missing:
        raise click.UsageError(
            f"serve needs {', '.join(missing)}: pip install 'revstream[serve]', or make setup"
        )


def _settings(
    store: str | None, definitions: str | None, path: Path | None, properties: tuple[str, ...]
) -> FraudSettings:
    groups = groups_of(path)
    named = {"store.url": store, "features.definitions": definitions}
    given = {name: value for name, value in named.items() if value is not None}
    source = {} if "uri" in groups.get("source", {}) else _NO_SOURCE
    settings = load_settings(groups, {**source, **given, **overrides_of(properties)})
    if not settings.has_store:
        raise click.UsageError("no store: give --store URL, or store.url in the settings")
    return settings


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
