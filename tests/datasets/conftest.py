"""The real data, where this machine has it."""

import os
from pathlib import Path

import pytest

from datasets.online_retail import RetailCounts, load_payments
from events.fraud.payment import Payment
from tests.conftest import ROOT

SHARED_DATA_VARIABLE = "REVSTREAM_SHARED_DATA"


@pytest.fixture(scope="session")
def retail_file() -> Path:
    """The lines of Online Retail."""
    folder = Path(os.environ.get(SHARED_DATA_VARIABLE, ROOT.parent / "shared" / "data"))
    path = folder / "online_retail.parquet"
    if not path.is_file():
        pytest.skip(f"no {path.name}: point {SHARED_DATA_VARIABLE} at the folder that has it")
    return path


@pytest.fixture(scope="session")
def retail(retail_file: Path) -> tuple[list[Payment], RetailCounts]:
    """All payments of Online Retail in time order, and where the other invoices went."""
    return load_payments(retail_file)
