"""The feature store of a job, and who logs in there, from the job's settings."""

from jobs.shared.settings import JobSettings
from online_store.connection import StoreSettings
from online_store.iam_login import IamLogin


def store_access(settings: JobSettings) -> StoreSettings:
    """Where the store is and how the job, or who answers beside it, logs in."""
    if settings.store_auth == "none":
        return StoreSettings(settings.store_url)
    login = IamLogin(
        user=str(settings.store_user),
        cache=str(settings.store_cache),
        region=str(settings.aws_region),
    )
    return StoreSettings(settings.store_url, iam=login)
