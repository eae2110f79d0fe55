"""A mapping file for an export that nobody has described, as far as its sample leaves no doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from datasets.own.column_names import columns_for, named_like
from datasets.own.faults import listed
from datasets.own.identifiers import stands_for_no_value
from datasets.own.mapping_file import VERSION
from datasets.own.payments import PAYMENTS
from datasets.own.rows import Values
from datasets.own.sample import Sample
from datasets.own.written_forms import number_forms, time_targets
from events.shared.iso_codes import COUNTRIES, CURRENCIES

_KIND_COLUMNS: Final = ("type", "recordtype", "transactiontype", "reportingcategory")
"""A status is none of them: that of a payment becomes `Refunded` when it is paid back later."""
_NO_PAYMENTS: Final = frozenset(
    {
        *("refund", "refunded", "paymentrefund", "refundfailure", "sentforrefund", "reversal"),
        *("chargeback", "secondchargeback", "chargebackreversed", "dispute", "payout", "transfer"),
        *("adjustment", "fee", "stripefee", "received", "sentforsettle", "settled"),
    }
)
_USUAL_CURRENCY: Final = "EUR"
_HEAD: Final = "# How this export is read: revstream inspect --input FILE --mapping-file THIS\n"


@dataclass(slots=True)
class Suggestion:
    """What a sample says about its file.

    Attributes:
        entries: of the mapping file.
        undecided: what somebody has to say, a line each.
    """

    entries: dict[str, Any] = field(default_factory=lambda: {"version": VERSION})
    undecided: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The mapping file."""
        body = yaml.safe_dump(self.entries, sort_keys=False, allow_unicode=True)
        return _HEAD + body + "".join(f"# to do: {line}\n" for line in self.undecided)


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
    made = Suggestion()
    for name, value in (("encoding", sample.encoding), ("delimiter", sample.delimiter)):
        if value is not None:
            made.entries[name] = value
    names = list(sample.columns)
    made.entries["columns"] = chosen = dict(columns)
    made.entries["constants"] = dict(constants)
    for target in ("transaction_id", "card_id", "device_id", "ip", "trace_id", "is_fraud"):
        _choose(made, target, names, required=target == "card_id")
    for target in ("merchant_id", "currency", "country", "channel"):
        if target not in constants:
            _choose(made, target, names, required=True)
    if columns_for("latitude", names) and columns_for("longitude", names):
        _choose(made, "latitude", names, required=False)
        _choose(made, "longitude", names, required=False)
    kept = _suggest_left_out(made, sample)
    for target, codes in (("currency", CURRENCIES), ("country", COUNTRIES)):
        if target in chosen:
            _suggest_codes(made, target, _present(sample.columns[chosen[target]], kept), codes)
    _suggest_time(made, names, sample, kept, now_ms)
    _suggest_amount(made, names, sample, kept)
    return made


def _choose(made: Suggestion, target: str, names: Sequence[str], *, required: bool) -> str | None:
    chosen: dict[str, str] = made.entries["columns"]
    if target in chosen:
        return chosen[target]
    found = columns_for(target, names)
    if len(found) == 1:
        chosen[target] = found[0]
        return found[0]
    if required:
        place = "columns or constants" if target in PAYMENTS.constants else "columns"
        several = f"one of {listed(found)}" if found else "no column looks like it"
        made.undecided.append(f"{place}: {target}: {several}")
    return None


def _suggest_left_out(made: Suggestion, sample: Sample) -> list[bool]:
    """Leave out rows of other kinds; returns which rows are payments."""
    count = len(next(iter(sample.columns.values())))
    kept = [True] * count
    for name in named_like(sample.columns, _KIND_COLUMNS):
        texts = [str(value).strip() for value in sample.columns[name]]
        others = sorted({text for text in texts if _letters(text) in _NO_PAYMENTS})
        if others:
            made.entries.setdefault("left_out", {})[name] = others
            kept = [keep and text not in others for keep, text in zip(kept, texts, strict=True)]
    return kept


def _suggest_codes(
    made: Suggestion, target: str, values: Sequence[object], codes: frozenset[str]
) -> None:
    texts = {str(value).strip() for value in values}
    lower = {text: text.upper() for text in sorted(texts - codes) if text.upper() in codes}
    if lower:
        made.entries.setdefault("values", {})[target] = lower
    unknown = sorted(texts - codes - set(lower))
    if unknown:
        made.undecided.append(f"values: {target}: the code of {listed(unknown[:5])}")


def _suggest_time(
    made: Suggestion, names: Sequence[str], sample: Sample, kept: Sequence[bool], now_ms: int
) -> None:
    chosen: dict[str, str] = made.entries["columns"]
    if {"event_time_s", "event_time_ms"} & set(chosen):
        return
    column = _choose(made, "event_time", names, required=True)
    if column is None:
        return
    found = time_targets(_present(sample.columns[column], kept), now_ms)
    del chosen["event_time"]
    chosen[found[0][0] if found else "event_time"] = column
    forms = [form for _, form in found if form is not None]
    if len(found) == 1 and forms:
        made.entries["time_format"] = forms[0]
    elif len(found) != 1:
        several = f"one of {', '.join(forms)}" if forms else "no known form"
        made.undecided.append(f"time_format: {column}: {several}")


def _suggest_amount(
    made: Suggestion, names: Sequence[str], sample: Sample, kept: Sequence[bool]
) -> None:
    chosen: dict[str, str] = made.entries["columns"]
    if "amount_minor" in chosen or _choose(made, "amount_minor", names, required=False):
        return
    column = _choose(made, "amount", names, required=True)
    if column is None:
        return
    values = _present(sample.columns[column], kept)
    currency = made.entries["constants"].get("currency", _USUAL_CURRENCY)
    forms = number_forms(values, currency)
    if len(forms) == 1:
        made.entries |= {"decimal": forms[0].decimal} if forms[0].decimal != "." else {}
        made.entries |= {"thousands": forms[0].thousands} if forms[0].thousands else {}
    else:
        several = "several fit" if forms else "none fits all values"
        made.undecided.append(f"decimal, thousands: {column}: {several}")
    if any(str(value).strip().startswith("-") for value in values):
        made.entries["negative_amounts"] = "left-out"


def _present(values: Values, kept: Sequence[bool]) -> list[object]:
    return [
        value
        for value, keep in zip(values, kept, strict=True)
        if keep and value is not None and not stands_for_no_value(str(value))
    ]


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.lower()))
