"""How `revstream dlq replay` reads records: as the job of the system that they are of."""

from collections.abc import Iterable

import click

from dead_letters.fraud_records import FraudRecords
from dead_letters.letter import DeadLetter
from dead_letters.records import SystemRecords
from dead_letters.shopping_records import ShoppingRecords
from events.shared.rejected import RecordKind
from features.fraud import definitions as fraud
from features.fraud.payment_contract import payment_contract
from features.recommendations import definitions as recommendations
from features.recommendations.wire_contract import shopping_contract


def one_kind(letters: Iterable[DeadLetter]) -> RecordKind:
    """The kind of record that all `letters` are of, a payment where there are none.

    Raises:
        click.UsageError: they are of several, of which each goes to a stream of its own.
    """
    kinds = sorted({letter.record for letter in letters})
    if len(kinds) > 1:
        choices = " or ".join(f"--record {kind}" for kind in kinds)
        names = " and ".join(f"{kind}s" for kind in kinds)
        raise click.UsageError(f"{names} are among them: choose by {choices}")
    return kinds[0] if kinds else "payment"


def records_of(
    kind: RecordKind, definitions: str, *, max_future_ms: int, card_numbers: bool
) -> SystemRecords:
    """What reads records of a kind as their job does.

    Args:
        kind: of the records.
        definitions: the job's definition file, or the shipped one.
        max_future_ms: as the job's time.max_future_ms.
        card_numbers: whether the job takes card numbers for tokens.

    Raises:
        DefinitionsError: the definition file cannot be used.
    """
    if kind in ShoppingRecords.identity:
        return ShoppingRecords(
            max_future_ms=max_future_ms,
            card_numbers=card_numbers,
            contract=shopping_contract(recommendations.load_definitions(definitions)),
        )
    return FraudRecords(
        max_future_ms=max_future_ms,
        card_numbers=card_numbers,
        contract=payment_contract(fraud.load_definitions(definitions)),
    )
