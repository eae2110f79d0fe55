"""`revstream usage`: what tenants have used in a month, and what they owe."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import time
from typing import Final

import click
import msgspec

from cli.options.path_types import INPUT_FILE, OUTPUT_FILE
from online_store.async_connection import connect_async
from online_store.connection import StoreSettings
from online_store.errors import StoreUnavailable
from online_store.month import Month
from online_store.usage import UsageStore
from reporting.printable import printable
from reporting.wording import counted
from serving.shared.prices.money import money
from serving.shared.prices.plan import NO_PRICES
from serving.shared.prices.price_file import load_prices
from serving.shared.prices.statement import Statement, statement_of
from serving.shared.prices.statement_csv import csv_of
from serving.shared.usage.usage_log import recounted

_DIFFERS_EXIT: Final = 1


class _MonthType(click.ParamType):  # type: ignore[type-arg] # generic in new versions of click only
    name = "month"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Month:
        """The month of a text."""
        try:
            return value if isinstance(value, Month) else Month.of(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command()
@click.option("--month", required=True, type=_MonthType(), metavar="YYYY-MM", help="In UTC.")
@click.option("--store", metavar="URL", help="redis://HOST:PORT or rediss:// (TLS).")
@click.option(
    "--log",
    "logs",
    multiple=True,
    metavar="FILE",
    type=INPUT_FILE,
    help="A usage log to count again by; once for each. With --store, both are compared.",
)
@click.option("--tenant", help="Of this tenant alone.")
@click.option("--prices", metavar="FILE", type=INPUT_FILE, help="Plans and prices (YAML).")
@click.option(
    "--csv", "csv_file", metavar="FILE", type=OUTPUT_FILE, help="Write statements here as CSV."
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a tenant.")
def command(  # noqa: PLR0913 - one argument an option
    *,
    month: Month,
    store: str | None,
    logs: tuple[Path, ...],
    tenant: str | None,
    prices: Path | None,
    csv_file: Path | None,
    as_json: bool,
) -> None:
    """Tell what each tenant has used in a month, and with --prices what it owes.

    The store has the counts that answers were counted by; a usage log has a line of each. Where
    both are given, the store's counts are told, and a tenant with another count in the logs is an
    error. A password of the store comes from REVSTREAM_STORE_PASSWORD.

    Exits with 1 where store and logs differ, with 2 if one of them cannot be read.

    \b
    Examples:
      revstream usage --store redis://localhost:6379 --month 2026-11
      revstream usage --store redis://localhost:6379 --month 2026-11 --prices prices.yaml \\
          --csv statements.csv
      revstream usage --log usage.jsonl --month 2026-11 --tenant acme --json
      revstream usage --store redis://localhost:6379 --log usage.jsonl --month 2026-11
    """
    if store is None and not logs:
        raise click.UsageError("neither --store URL nor --log FILE: there is nothing to count by")
    priced = NO_PRICES if prices is None else load_prices(prices)
    stored = None if store is None else _stored(store, month, tenant)
    logged = _logged(logs, month, tenant) if logs else None
    used = stored if stored is not None else logged or {}
    now_ms = int(time() * 1_000)
    statements = [
        statement_of(priced, name, month, scores, now_ms) for name, scores in sorted(used.items())
    ]
    _tell(statements, as_json=as_json)
    if csv_file is not None:
        csv_file.write_text(csv_of(statements), encoding="utf-8", newline="")
    if stored is not None and logged is not None and not _agree(stored, logged):
        sys.exit(_DIFFERS_EXIT)


def _stored(url: str, month: Month, tenant: str | None) -> Mapping[str, int]:
    async def read() -> Mapping[str, int]:
        client = connect_async(StoreSettings(url))
        try:
            store = UsageStore(client)
            if tenant is not None:
                return {tenant: await store.used(tenant, month)}
            return await store.of_all(month)
        finally:
            await client.aclose()

    try:
        return asyncio.run(read())
    except StoreUnavailable as error:
        raise RuntimeError(str(error)) from error


def _logged(logs: Sequence[Path], month: Month, tenant: str | None) -> Mapping[str, int]:
    recount = recounted(logs)
    if recount.unreadable and not recount.counts:
        raise RuntimeError(f"none of the {recount.unreadable} lines is one of a usage log")
    if recount.unreadable:
        click.echo(f"warning: {recount.unreadable} lines of the logs are not readable", err=True)
    found = {name: scores for (name, of), scores in recount.counts.items() if of == month}
    return found if tenant is None else {tenant: found.get(tenant, 0)}


def _tell(statements: Sequence[Statement], *, as_json: bool) -> None:
    for one in statements:
        if as_json:
            click.echo(json.dumps(msgspec.to_builtins(one)))
            continue
        owed = "no plan"
        if one.currency is not None:
            owed = f"{money(one.total_minor, one.currency)}, plan {printable(one.plan or '')}"
        used = counted(one.scores, "score")
        click.echo(f"{printable(one.tenant)}: {used}, {owed}, {one.state}")
    if not statements and not as_json:
        click.echo("nobody has used any", err=True)


def _agree(stored: Mapping[str, int], logged: Mapping[str, int]) -> bool:
    differing = {
        name: (stored.get(name, 0), logged.get(name, 0))
        for name in sorted({*stored, *logged})
        if stored.get(name, 0) != logged.get(name, 0)
    }
    for name, (in_store, in_logs) in differing.items():
        message = f"{printable(name)}: {in_store:,} in the store, {in_logs:,} in the logs"
        click.echo(message, err=True)
    return not differing
