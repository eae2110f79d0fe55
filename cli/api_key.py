"""`revstream api-key`: who may ask what is served, and for whose data."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import time
from typing import Any, Final

import click

from cli.options.path_types import INPUT_FILE, OUTPUT_FILE
from cli.options.period_options import DURATION
from reporting.printable import printable
from serving.shared.caller import SCOPES, Scope
from serving.shared.keys.api_key import ApiKey, new_key
from serving.shared.keys.issuing import add_key, revoke_key, rotate_key
from serving.shared.keys.key_file import read_keys

Option = Callable[[Callable[..., None]], Callable[..., None]]


def _keys(kind: click.Path) -> Option:
    return click.option(
        "--keys", "path", required=True, metavar="FILE", type=kind, help="The file of keys."
    )


_EXISTING: Final = _keys(INPUT_FILE)
_JSON: Final = click.option("--json", "as_json", is_flag=True, help="Print JSON, nothing else.")
_KEY_ID: Final = click.argument("key_id", metavar="KEY_ID")


@click.group()
def command() -> None:
    """Make, list, replace and take back the keys that `revstream serve` lets in.

    A key is shown once, by the command that makes it; the file has only a hash of it. A server
    that runs sees a change within a second or two.

    \b
    Examples:
      revstream api-key create --keys keys.json --tenant acme --scope score --scope read \\
          --merchant merchant-00003
      revstream api-key list --keys keys.json
      revstream api-key rotate 0a1b2c3d4e5f --keys keys.json --overlap 7d
      revstream api-key revoke 0a1b2c3d4e5f --keys keys.json
    """


@command.command()
@_keys(OUTPUT_FILE)
@click.option("--tenant", required=True, help="Whom the key is for.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(SCOPES),
    help="What it may do; once for each.",
)
@click.option(
    "--merchant",
    "merchants",
    multiple=True,
    metavar="ID",
    help="A merchant of the tenant, once for each; without any, the key sees those of all.",
)
@click.option("--expires-in", type=DURATION, help="Such as 90d; never unless set.")
@_JSON
def create(  # noqa: PLR0913 - one argument an option
    *,
    path: Path,
    tenant: str,
    scopes: tuple[Scope, ...],
    merchants: tuple[str, ...],
    expires_in: int | None,
    as_json: bool,
) -> None:
    """Make a key and print it; it cannot be shown again.

    \b
    Examples:
      revstream api-key create --keys keys.json --tenant platform --scope score --scope read \\
          --scope explain --scope administer
      revstream api-key create --keys keys.json --tenant acme --scope score --merchant m-1 \\
          --merchant m-2 --expires-in 90d --json
    """
    now_ms = _now_ms()
    expires_ms = None if expires_in is None else now_ms + expires_in
    chosen = tuple(one for one in SCOPES if one in scopes)
    key, text = new_key(
        tenant, chosen, tuple(dict.fromkeys(merchants)) or None, now_ms, expires_ms=expires_ms
    )
    add_key(path, key)
    if merchants and "explain" in scopes:
        click.echo(
            "warning: with the scope explain the tenant sees features of cards, which hold their"
            " payments at other merchants too",
            err=True,
        )
    _say_key(key, text, as_json=as_json)


@command.command(name="list")
@_EXISTING
@_JSON
def list_keys(*, path: Path, as_json: bool) -> None:
    """List the keys of a file: whose they are, what they may do, whether they are in force.

    \b
    Examples:
      revstream api-key list --keys keys.json
      revstream api-key list --keys keys.json --json
    """
    now_ms = _now_ms()
    for key in read_keys(path):
        state = _state(key, now_ms)
        if as_json:
            click.echo(json.dumps({**_told(key), "state": state}))
            continue
        merchants = "all" if key.merchants is None else ", ".join(map(printable, key.merchants))
        click.echo(f"{key.key_id}  {printable(key.tenant)}  {state}")
        click.echo(f"    may {', '.join(key.scopes)}; merchants: {merchants}")


@command.command()
@_KEY_ID
@_EXISTING
@click.option(
    "--overlap",
    required=True,
    type=DURATION,
    help="How long the old key goes on, such as 7d.",
)
@_JSON
def rotate(*, key_id: str, path: Path, overlap: int, as_json: bool) -> None:
    """Make a key like another, which goes on for a while, and print the new one.

    \b
    Examples:
      revstream api-key rotate 0a1b2c3d4e5f --keys keys.json --overlap 7d
    """
    key, text = rotate_key(path, key_id, overlap, _now_ms())
    _say_key(key, text, as_json=as_json)


@command.command()
@_KEY_ID
@_EXISTING
def revoke(*, key_id: str, path: Path) -> None:
    """Take a key back: nobody comes in by it any more.

    \b
    Examples:
      revstream api-key revoke 0a1b2c3d4e5f --keys keys.json
    """
    revoke_key(path, key_id, _now_ms())
    click.echo(f"revoked {key_id}", err=True)


def _now_ms() -> int:
    return int(time() * 1_000)


def _told(key: ApiKey) -> dict[str, Any]:
    """What may be shown of a key."""
    return {
        "key_id": key.key_id,
        "tenant": key.tenant,
        "scopes": key.scopes,
        "merchants": key.merchants,
        "created_ms": key.created_ms,
        "expires_ms": key.expires_ms,
        "revoked_ms": key.revoked_ms,
    }


def _state(key: ApiKey, now_ms: int) -> str:
    if key.revoked_ms is not None:
        return f"revoked {_day(key.revoked_ms)}"
    if not key.is_in_force(now_ms):
        return "expired"
    return "in force" if key.expires_ms is None else f"in force until {_day(key.expires_ms)}"


def _day(time_ms: int) -> str:
    return f"{datetime.fromtimestamp(time_ms / 1_000, UTC):%Y-%m-%d %H:%M} UTC"


def _say_key(key: ApiKey, text: str, *, as_json: bool) -> None:
    """Print a new key alone on stdout, so that a script can take it from there."""
    click.echo(json.dumps({**_told(key), "key": text}) if as_json else text)
    if not as_json:
        click.echo(
            f"key {key.key_id} of {printable(key.tenant)}; keep it, it is shown once", err=True
        )
