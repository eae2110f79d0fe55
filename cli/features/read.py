"""`revstream features read`: what the feature store knows of one card or merchant."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime

import click

from cli.options.definitions_option import definitions_option
from events.shared.feature_update import entity_id
from events.shared.spelling import nearest
from features.fraud.definitions import load_definitions
from features.shared.definitions.model import Definitions
from online_store.connection import StoreSettings, connect
from online_store.errors import StoreUnavailable
from online_store.iam_login import IamLogin
from online_store.readable import ReadableEntity, readable_entities
from online_store.reader import FeatureStoreReader, StoredFeatures
from reporting.printable import printable

_NOT_FOUND_EXIT = 1


@click.command()
@click.argument("name", metavar="ENTITY")
@click.argument("ids", metavar="ID [ID]", nargs=-1, required=True)
@definitions_option
@click.option("--store", required=True, metavar="URL", help="redis://HOST:PORT or rediss:// (TLS).")
@click.option("--iam-user", metavar="USER", help="Log in by your AWS credentials, as this user.")
@click.option("--iam-cache", metavar="NAME", help="Name of the ElastiCache serverless cache.")
@click.option("--region", help="AWS region of the cache.")
@click.option("--json", "as_json", is_flag=True, help="Print the features as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    name: str,
    ids: tuple[str, ...],
    path: str,
    store: str,
    iam_user: str | None,
    iam_cache: str | None,
    region: str | None,
    as_json: bool,
) -> None:
    """Read the features of one ENTITY, such as card or merchant, from the store.

    Of an entity of two fields both IDs are given, in the order of the definition file.

    A password comes from REVSTREAM_STORE_PASSWORD. Exits with 1 if the store has no features of
    it, with 2 if the store cannot be used.

    \b
    Examples:
      revstream features read card card-000017 --store redis://localhost:6379
      revstream features read merchant merchant-00003 --store redis://localhost:6379 --json
      revstream features read card_merchant card-000017 merchant-00003 \\
          --definitions own.yaml --store redis://localhost:6379
      revstream features read card card-000017 --store rediss://HOST:6379 \\
          --iam-user on-call --iam-cache features-dev --region eu-west-1
    """
    definitions = load_definitions(path)
    entity = _entity(name, definitions, ids)
    key = entity_id(ids)
    login = _login(iam_user, iam_cache, region)
    found = _read(entity, key, StoreSettings(store, iam=login))
    if found is None:
        click.echo(f"the store has no features of this {name}", err=True)
        sys.exit(_NOT_FOUND_EXIT)
    if as_json:
        click.echo(json.dumps({"entity": name, "entity_id": key, **asdict(found)}))
        return
    event_time = datetime.fromtimestamp(found.event_time_ms / 1000, UTC)
    click.echo(f"{name} {printable(key)} as of {event_time:%Y-%m-%d %H:%M:%S.%f} UTC")
    click.echo(f"schema version {found.schema_version}, expires in {found.ttl_s} s")
    width = max(map(len, found.values))
    for feature, value in found.values.items():
        click.echo(f"  {feature:<{width}}  {'missing' if value is None else json.dumps(value)}")


def _login(user: str | None, cache: str | None, region: str | None) -> IamLogin | None:
    if user is None and cache is None and region is None:
        return None
    if user is None or cache is None or region is None:
        raise click.UsageError("--iam-user, --iam-cache and --region go together")
    return IamLogin(user, cache, region)


def _entity(name: str, definitions: Definitions, ids: tuple[str, ...]) -> ReadableEntity:
    known = readable_entities(definitions)
    if name not in known:
        expected = ", ".join(known)
        message = f"{name!r}: {definitions.path} has features of {expected}{nearest(name, known)}"
        raise click.BadParameter(message, param_hint="'ENTITY'")
    fault = known[name].id_fault(ids)
    if fault is not None:
        raise click.BadParameter(fault, param_hint="'ID'")
    return known[name]


def _read(entity: ReadableEntity, key: str, settings: StoreSettings) -> StoredFeatures | None:
    with connect(settings) as client:
        try:
            return FeatureStoreReader(client, entity.kinds).read(entity.name, key)
        except StoreUnavailable as error:
            raise ConnectionError(str(error)) from error
