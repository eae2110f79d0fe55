"""A job, as the machinery that runs it sees it: what a system puts into each place.

load --> check --> prepare --> build --> (Flink) --> summary
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pyflink.datastream import StreamExecutionEnvironment
from pyflink.table import StreamTableEnvironment

from jobs.shared.job_watch import JobEnd
from jobs.shared.progress import WatchedOperators
from jobs.shared.properties import PropertyGroups
from jobs.shared.settings import JobSettings
from jobs.shared.state_lock.contents import Logs

SettingsT = TypeVar("SettingsT", bound=JobSettings)
SummaryT = TypeVar("SummaryT")


@dataclass(frozen=True, kw_only=True)
class Job(Generic[SettingsT, SummaryT]):
    """The job of one system.

    Attributes:
        name: of the system, such as `fraud`.
        load: settings from property groups, and from values by ``group.key`` that win.
        check: loads here first what the workers will load, so that its faults show before
            anything starts.
        prepare: settings whose inputs are in the form that the job reads; a local run's folder is
            given for what has to be written for it.
        build: adds the whole topology.
        outputs: the names of what it writes, each a file of a file sink.
        logs: what it keeps of its keys.
        watched: the operators whose counters tell how far it is.
        summary: what became of every record, once the result files are joined.
    """

    name: str
    load: Callable[[PropertyGroups, Mapping[str, str]], SettingsT]
    check: Callable[[SettingsT], None]
    prepare: Callable[[SettingsT, Path], SettingsT]
    build: Callable[[StreamExecutionEnvironment, StreamTableEnvironment, SettingsT], None]
    outputs: tuple[str, ...]
    logs: Logs
    watched: WatchedOperators
    summary: Callable[[SettingsT, JobEnd], SummaryT]
