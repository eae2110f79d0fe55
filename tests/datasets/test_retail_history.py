"""Online Retail as a history: by its ready mapping, and its raw lines by columns."""

from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from datasets.online_retail import RetailCounts
from datasets.own.description import Description
from datasets.own.faults import FaultyRowsError
from datasets.own.reading import read_history
from datasets.retail_history import retail_history
from events.fraud.payment import Payment
from tests.datasets.own.written import NOW_MS

COLUMNS = {
    "transaction_id": "InvoiceNo",
    "card_id": "CustomerID",
    "merchant_id": "StockCode",
    "amount": "UnitPrice",
    "event_time": "InvoiceDate",
}
CONSTANTS = {"currency": "GBP", "country": "GB", "channel": "ecommerce"}


def test_the_ready_mapping_gives_the_payments_of_the_loader(
    retail_file: Path, retail: tuple[list[Payment], RetailCounts]
) -> None:
    history = retail_history([retail_file])
    assert list(history.payments) == retail[0]
    assert history.unfed_fields["channel"] == "constant ecommerce"
    assert history.unfed_fields["label"] == "absent"
    assert "country" not in history.unfed_fields


def test_the_ready_mapping_takes_one_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one Parquet file"):
        retail_history([tmp_path])


def test_its_raw_lines_are_as_many_payments_as_have_a_customer_and_a_price_in_pence(
    retail_file: Path,
) -> None:
    with pytest.raises(FaultyRowsError) as caught:
        read_history(Description((retail_file,), COLUMNS, CONSTANTS), NOW_MS)
    table = parquet.read_table(retail_file, columns=["CustomerID", "UnitPrice"])
    without_customer = table["CustomerID"].to_numpy()
    without_customer = np.isnan(without_customer.astype(float))
    prices = table["UnitPrice"].to_numpy()
    kinds = caught.value.faults.by_kind
    assert kinds["card_id: missing"] == int(without_customer.sum())
    assert kinds["amount: negative"] == int((prices < 0).sum())
    too_fine = (prices >= 0) & (np.abs(prices * 100 - np.rint(prices * 100)) > 1e-6)
    assert kinds["amount: finer than the minor unit"] == int(too_fine.sum())
    assert kinds.total() == caught.value.faults.total
