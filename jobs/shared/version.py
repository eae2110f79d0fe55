"""Which version of the code a job runs."""

from importlib.metadata import PackageNotFoundError, version


def job_version() -> str:
    """Version of the installed package, ``unreleased`` in a tree that is not installed."""
    try:
        return version("revstream")
    except PackageNotFoundError:
        return "unreleased"
