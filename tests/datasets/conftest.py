"""The real data, where this machine has it."""

import os
from pathlib import Path

import pytest

from datasets.online_retail import RetailCounts, load_payments
from datasets.shopping.retail_purchases import load_purchases
from datasets.shopping.shopping_history import ShoppingHistory
from events.fraud.payment import Payment
from tests.conftest import ROOT

SHARED_DATA_VARIABLE = "REVSTREAM_SHARED_DATA"


@pytest.fixture(scope="session")
def retail_file() -> Path:
    """The lines of Online Retail."""
    return _shared("online_retail.parquet")


@pytest.fixture(scope="session")
def otto_file() -> Path:
    """Sessions of OTTO's data."""
    return _shared("otto_sessions.jsonl")


@pytest.fixture(scope="session")
def retail(retail_file: Path) -> tuple[list[Payment], RetailCounts]:
    """All payments of Online Retail in time order, and where the other invoices went."""
    return load_payments(retail_file)


@pytest.fixture(scope="session")
def retail_shopping(retail_file: Path) -> ShoppingHistory:
    """All purchases of Online Retail."""
    return load_purchases(retail_file)


def _shared(name: str) -> Path:
    folder = Path(os.environ.get(SHARED_DATA_VARIABLE, ROOT.parent / "shared" / "data"))
    path = folder / name
    if not path.is_file():
        pytest.skip(f"no {name}: point {SHARED_DATA_VARIABLE} at the folder that has it")
    return path
