"""`revstream features`: what the feature store knows of one card or merchant."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime

import click

from events.feature_update import Entity
from feature_store.connection import StoreSettings, connect
from feature_store.errors import StoreUnavailable
from feature_store.reader import FeatureStoreReader, StoredFeatures
from features.catalogue import CARD_FEATURES, MERCHANT_FEATURES

_NOT_FOUND_EXIT = 1


@click.command()
@click.argument("entity", type=click.Choice(["card", "merchant"]))
@click.argument("entity_id", metavar="ID")
@click.option("--store", required=True, metavar="URL", help="redis://HOST:PORT or rediss:// (TLS).")
@click.option("--json", "as_json", is_flag=True, help="Print the features as JSON.")
def command(entity: Entity, entity_id: str, store: str, *, as_json: bool) -> None:
    """Read the features of one card or merchant from the store.

    Exits with 1 if the store has none, with 2 if it cannot be used.

    \b
    Examples:
      revstream features card card-000017 --store redis://localhost:6379
      revstream features merchant merchant-00003 --store redis://localhost:6379 --json
    """
    found = _read(entity, entity_id, store)
    if found is None:
        click.echo(f"the store has no features of this {entity}", err=True)
        sys.exit(_NOT_FOUND_EXIT)
    if as_json:
        click.echo(json.dumps({"entity": entity, "entity_id": entity_id, **asdict(found)}))
        return
    event_time = datetime.fromtimestamp(found.event_time_ms / 1000, UTC)
    click.echo(f"{entity} {entity_id} as of {event_time:%Y-%m-%d %H:%M:%S.%f} UTC")
    click.echo(f"schema version {found.schema_version}, expires in {found.ttl_s} s")
    width = max(map(len, found.values))
    for name, value in found.values.items():
        click.echo(f"  {name:<{width}}  {'missing' if value is None else json.dumps(value)}")


def _read(entity: Entity, entity_id: str, store: str) -> StoredFeatures | None:
    features = CARD_FEATURES if entity == "card" else MERCHANT_FEATURES
    kinds = {feature.name: feature.kind for feature in features}
    with connect(StoreSettings(store)) as client:
        try:
            return FeatureStoreReader(client, kinds).read(entity, entity_id)
        except StoreUnavailable as error:
            raise ConnectionError(str(error)) from error
