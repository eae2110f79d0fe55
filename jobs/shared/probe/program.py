"""Runs the probe: the program looks around, then one record goes through one Python operator.

program's report --stdout--> log of the client
one record --> ProbeStage: worker's report --> log of the worker, standard output
"""

from collections.abc import Callable

from pyflink.common import Configuration, Types
from pyflink.datastream import DataStream, StreamExecutionEnvironment

from events.shared.probe_report import ProbeReport, as_line, from_text
from jobs.shared.execution import keep_pyflink_quiet
from jobs.shared.preflight import prepare_jvm
from jobs.shared.probe.settings import ProbeSettings
from udfs.shared.probe.place import Checks, checks, findings
from udfs.shared.probe.stage import ProbeStage

OwnChecks = Callable[[], Checks]


def run_probe(settings: ProbeSettings, own: OwnChecks) -> None:
    """Run it where Flink has started this program; `own` are the checks of a job."""
    # Managed Flink logs what a program prints.
    print(as_line(_program_report(settings, own)), flush=True)  # noqa: T201
    env = _environment(settings)
    _worker_reports(env, settings, own).print()
    env.execute("revstream-probe")


def probe_locally(settings: ProbeSettings, own: OwnChecks) -> list[ProbeReport]:
    """The reports of this process and of a worker in an embedded MiniCluster.

    Raises:
        NoJavaError: there is no Java that Flink runs on.
    """
    prepare_jvm()
    keep_pyflink_quiet()
    env = _environment(settings)
    with _worker_reports(env, settings, own).execute_and_collect("revstream-probe") as lines:
        found = [from_text(str(line)) for line in lines]
    return [_program_report(settings, own), *(report for report in found if report is not None)]


def _program_report(settings: ProbeSettings, own: OwnChecks) -> ProbeReport:
    """What this process has."""
    return ProbeReport("program", findings(checks(settings.probe_region, own())))


def _environment(settings: ProbeSettings) -> StreamExecutionEnvironment:
    configuration = Configuration()
    configuration.set_string("python.execution-mode", settings.probe_execution_mode)
    return StreamExecutionEnvironment.get_execution_environment(configuration)


def _worker_reports(
    env: StreamExecutionEnvironment, settings: ProbeSettings, own: OwnChecks
) -> DataStream:
    record = env.from_collection(["probe"], Types.STRING())
    stage = ProbeStage(settings.probe_region, own)
    probed = record.map(stage, output_type=Types.STRING()).name("probe").uid("probe")
    # A collection is read in a thread of its own, and an interpreter that is called from another
    # thread than it was opened in takes the TaskManager down.
    return probed.start_new_chain()
