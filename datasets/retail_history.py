"""Online Retail as a history, by its ready mapping."""

from collections.abc import Sequence
from pathlib import Path

from datasets.history import History, history_of
from datasets.online_retail import RetailCounts, load_payments


def retail_history(inputs: Sequence[Path]) -> History:
    """The payments of the one Parquet file of Online Retail, in time order.

    Raises:
        ValueError: there are several files, or it is not this data.
    """
    if len(inputs) != 1 or inputs[0].is_dir():
        raise ValueError("--mapping online-retail: one Parquet file is expected as --input")
    payments, counts = load_payments(inputs[0])
    unfed = {
        "currency": "constant GBP",
        "channel": "constant ecommerce",
        **dict.fromkeys(("device_id", "ip", "latitude", "longitude", "label"), "absent"),
    }
    return history_of(payments, unfed_fields=unfed, notes=_notes(counts))


def _notes(counts: RetailCounts) -> tuple[str, ...]:
    left_out = (
        f"{counts.cancelled} cancelled, {counts.without_customer} without customer,"
        f" {counts.free} free, {counts.without_country_code} without country code"
    )
    return (
        "Payment: an invoice; card: its customer; merchant: the item of its largest line.",
        "event_time: times without a zone are taken in UTC.",
        f"{counts.lines} lines, {counts.invoices} invoices. Left out: {left_out}.",
        "Order of arrival: by event time and invoice number.",
    )
