"""A lock narrowed to the operators that a job with certain settings has.

    lock: everything the job can keep --settings--> what this one keeps

Turning a setting off takes operators with state away, as a change of the code does: compare the
locks of two releases under the settings of each.
"""

from msgspec.structs import replace

from jobs.shared.settings import JobSettings
from jobs.shared.state_lock.lock import StateLock


def under_settings(lock: StateLock, settings: JobSettings) -> StateLock:
    """`lock` as it is for a job with `settings`."""
    present = (
        operator
        for operator in lock.operators
        if not any(_is_none(settings, name) for name in operator.unless_none)
    )
    return replace(
        lock,
        max_parallelism=settings.job_max_parallelism,
        python_execution_mode=settings.job_execution_mode,
        operators=tuple(present),
    )


def _is_none(settings: JobSettings, name: str) -> bool:
    """Whether the setting `GROUP.KEY` is none."""
    return str(getattr(settings, name.replace(".", "_", 1))) == "none"
