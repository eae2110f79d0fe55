"""What `revstream serve` puts together: the parts that answer, and the server over them."""

import gc
import logging
from typing import Final

import click

from cli.serve.callers import access_of, credentials_of
from cli.serve.choices import Choices
from cli.serve.dashboard import Decided, dashboard
from cli.serve.exposures import exposures_to
from cli.serve.followed import told_of_the_job
from cli.serve.parts import Parts, live_of, service_of
from jobs.fraud.settings import FraudSettings
from jobs.shared.store_access import store_access
from online_store.async_connection import connect_async
from online_store.mirrored_states import StateStore
from serving.api.json_log import log_json_lines
from serving.api.observed import Observed
from serving.api.server import listening, serve
from serving.api.service import service_app
from serving.fraud.deciding import deciding

_GARBAGE: Final = (50_000, 50, 100)
"""New objects until the young are searched for garbage, and how often before the older ones are: to
search all that a server keeps stops every answer for some ten milliseconds."""

_QUIET: Final = ("uvicorn.error", "websockets.server")
"""Loggers that tell of every start and connection."""


def serve_fraud(settings: FraudSettings, choices: Choices) -> None:
    """Serve until a signal ends it.

    Raises:
        DefinitionsError: the definitions have faults: all of them.
        OSError: the keys cannot be read, or the port cannot be had.
        SettingsError, RuleSetError, ModelArtifactError: likewise, what decides is not usable.
        PricesError: likewise, the file of prices.
        ValueError: a limit, the file of keys, a secret or the store's URL is not usable.
    """
    client = connect_async(store_access(settings))
    decides = deciding(
        settings, StateStore(client), forwards=choices.forwards, look_s=choices.look_s
    )
    live = live_of(settings, choices.keep_decisions, decides)
    who = credentials_of(choices)
    decided = Decided(decides.agreement, live)
    shown = dashboard(settings, client, who, decided, lists=choices.lists, flink=choices.flink)
    access = access_of(choices, who)
    exposures = exposures_to(choices.lists.shown, settings)
    service = service_of(choices, Parts(client, access, decides, live, shown, exposures))
    app = Observed(service_app(service), service.metrics, logs=choices.log_requests)
    listener = listening(choices.host, choices.port)
    log_json_lines()
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    host = f"[{choices.host}]" if ":" in choices.host else choices.host
    url = f"http://{host}:{listener.getsockname()[1]}"
    click.echo(f"serving at {url}, dashboard at {url}/dashboard", err=True)
    for line in told_of_the_job(
        settings,
        follows=live is not None,
        wants_to_hand_on=choices.forwards,
        hands_on=decides.forwarding is not None,
    ):
        click.echo(line, err=True)
    if choices.prints_link:
        click.echo(f"sign in once, within five minutes: {shown.sign_in_link(url)}", err=True)
    gc.freeze()
    gc.set_threshold(*_GARBAGE)
    serve(app, listener, None if live is None else live.hub.close)
