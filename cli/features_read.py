"""`revstream features read`: what the feature store knows of one card or merchant."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime

import click

from events.shared.feature_update import Entity
from events.shared.identifiers import identifier_fault
from features.fraud.catalogue import CARD_FEATURES, MERCHANT_FEATURES
from online_store.connection import StoreSettings, connect
from online_store.errors import StoreUnavailable
from online_store.iam_login import IamLogin
from online_store.reader import FeatureStoreReader, StoredFeatures
from reporting.printable import printable

_NOT_FOUND_EXIT = 1


@click.command()
@click.argument("entity", type=click.Choice(["card", "merchant"]))
@click.argument("entity_id", metavar="ID")
@click.option("--store", required=True, metavar="URL", help="redis://HOST:PORT or rediss:// (TLS).")
@click.option("--iam-user", metavar="USER", help="Log in by your AWS credentials, as this user.")
@click.option("--iam-cache", metavar="NAME", help="Name of the ElastiCache serverless cache.")
@click.option("--region", help="AWS region of the cache.")
@click.option("--json", "as_json", is_flag=True, help="Print the features as JSON.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    entity: Entity,
    entity_id: str,
    store: str,
    iam_user: str | None,
    iam_cache: str | None,
    region: str | None,
    as_json: bool,
) -> None:
    """Read the features of one card or merchant from the store.

    A password comes from REVSTREAM_STORE_PASSWORD. Exits with 1 if the store has no features of
    it, with 2 if the store cannot be used.

    \b
    Examples:
      revstream features read card card-000017 --store redis://localhost:6379
      revstream features read merchant merchant-00003 --store redis://localhost:6379 --json
      revstream features read card card-000017 --store rediss://HOST:6379 \\
          --iam-user on-call --iam-cache features-dev --region eu-west-1
    """
    fault = identifier_fault(entity_id)
    if fault is not None:
        raise click.BadParameter(f"no payment has such an id: {fault}", param_hint="'ID'")
    login = _login(iam_user, iam_cache, region)
    found = _read(entity, entity_id, StoreSettings(store, iam=login))
    if found is None:
        click.echo(f"the store has no features of this {entity}", err=True)
        sys.exit(_NOT_FOUND_EXIT)
    if as_json:
        click.echo(json.dumps({"entity": entity, "entity_id": entity_id, **asdict(found)}))
        return
    event_time = datetime.fromtimestamp(found.event_time_ms / 1000, UTC)
    click.echo(f"{entity} {printable(entity_id)} as of {event_time:%Y-%m-%d %H:%M:%S.%f} UTC")
    click.echo(f"schema version {found.schema_version}, expires in {found.ttl_s} s")
    width = max(map(len, found.values))
    for name, value in found.values.items():
        click.echo(f"  {name:<{width}}  {'missing' if value is None else json.dumps(value)}")


def _login(user: str | None, cache: str | None, region: str | None) -> IamLogin | None:
    if user is None and cache is None and region is None:
        return None
    if user is None or cache is None or region is None:
        raise click.UsageError("--iam-user, --iam-cache and --region go together")
    return IamLogin(user, cache, region)


def _read(entity: Entity, entity_id: str, settings: StoreSettings) -> StoredFeatures | None:
    features = CARD_FEATURES if entity == "card" else MERCHANT_FEATURES
    kinds = {feature.name: feature.kind for feature in features}
    with connect(settings) as client:
        try:
            return FeatureStoreReader(client, kinds).read(entity, entity_id)
        except StoreUnavailable as error:
            raise ConnectionError(str(error)) from error
