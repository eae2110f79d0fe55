"""A mapping file for an export of payments that nobody has described."""

from collections.abc import Mapping
from typing import Final

from datasets.own.column_names import columns_for, named_like
from datasets.own.payments import PAYMENTS
from datasets.own.sample import Sample
from datasets.own.suggestion import Suggestion
from events.shared.iso_codes import COUNTRIES

_KIND_COLUMNS: Final = ("type", "recordtype", "transactiontype", "reportingcategory")
"""A status is none of them: that of a payment becomes `Refunded` when it is paid back later."""
_NO_PAYMENTS: Final = frozenset(
    {
        *("refund", "refunded", "paymentrefund", "refundfailure", "sentforrefund", "reversal"),
        *("chargeback", "secondchargeback", "chargebackreversed", "dispute", "payout", "transfer"),
        *("adjustment", "fee", "stripefee", "received", "sentforsettle", "settled"),
    }
)


def suggestion_for(
    sample: Sample, columns: Mapping[str, str], constants: Mapping[str, str], now_ms: int
) -> Suggestion:
    """The mapping of a file like `sample`.

    Args:
        sample: its first rows.
        columns: column by target that are known.
        constants: value by field that are known.
        now_ms: no time is later.
    """
    made = Suggestion(PAYMENTS, sample, dict(columns), dict(constants))
    names = list(sample.columns)
    for target in ("transaction_id", "card_id", "device_id", "ip", "trace_id", "is_fraud"):
        made.choose(target, required=target == "card_id")
    for target in ("merchant_id", "currency", "country", "channel"):
        if target not in constants:
            made.choose(target, required=True)
    if columns_for("latitude", names) and columns_for("longitude", names):
        made.choose("latitude", required=False)
        made.choose("longitude", required=False)
    _suggest_left_out(made)
    made.suggest_currency()
    made.suggest_values("country", {code.lower(): code for code in COUNTRIES}, COUNTRIES)
    made.suggest_time(now_ms)
    made.suggest_amount(required=True)
    return made


def _suggest_left_out(made: Suggestion) -> None:
    """Leave out rows of other kinds."""
    columns = made.sample.columns
    for name in named_like(columns, _KIND_COLUMNS):
        texts = [str(value).strip() for value in columns[name]]
        others = sorted({text for text in texts if _letters(text) in _NO_PAYMENTS})
        if others:
            made.entries.setdefault("left_out", {})[name] = others
            pairs = zip(made.kept, texts, strict=True)
            made.kept = [keep and text not in others for keep, text in pairs]


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.lower()))
