"""AWS's SDK, and where credentials come from, without showing them."""

from pathlib import Path

import botocore
from botocore.session import Session


def described_sdk() -> str:
    """Version of the SDK, and where it is."""
    return f"{botocore.__version__} {Path(botocore.__file__).parent}"


def described_credentials(session: Session | None = None) -> str:
    """The kind of the credentials of the default chain, and the account if they say it.

    Raises:
        LookupError: there are none.
    """
    found = (session or Session()).get_credentials()
    if found is None:
        raise LookupError("none found by AWS's default chain")
    account = getattr(found, "account_id", None)
    return f"{found.method}, account {account or 'not told by them'}"
