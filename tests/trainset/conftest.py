"""The real data, as the tests of the data sets have it."""

from tests.datasets.conftest import retail, retail_file

__all__ = ["retail", "retail_file"]
