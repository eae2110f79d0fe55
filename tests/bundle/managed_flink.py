"""What Managed Flink does with a bundle, on a cluster of this machine.

unpack --> /etc/flink/application_properties.json --> flink run, by the run options, no arguments
           seen by the program alone                  settings in code are refused
"""

import json
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.cluster.flink_cluster import FlinkCluster
from tests.cluster.flink_layout import flink_environ
from tests.cluster.test_managed_flink_guard import ALLOWED

PROPERTIES = Path("etc/flink/application_properties.json")

# Set by Flink's own client for every program that is started with pyFiles.
_ALLOWED = (*ALLOWED, "python.internal.files-key-map", "pipeline.cached-files")

# A folder laid over /etc, for one process and its children, without being root.
_OVER_ETC = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")
_MOUNT = 'mount -t overlay overlay -o "lowerdir=$1:/etc" /etc && shift && exec "$@"'


def write_properties(folder: Path, groups: Mapping[str, Mapping[str, str]]) -> Path:
    """The file of property groups, of Managed Flink's form, at its place below `folder`."""
    path = folder / PROPERTIES
    path.parent.mkdir(parents=True)
    entries = [{"PropertyGroupId": name, "PropertyMap": group} for name, group in groups.items()]
    path.write_text(json.dumps(entries))
    return path


@cache
def can_lay_over_etc() -> bool:
    """Whether this machine lets a process see another /etc than the others."""
    trial = [*_OVER_ETC, _MOUNT, "sh", "/var", "true"]
    try:
        return subprocess.run(trial, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def start_bundle(
    cluster: FlinkCluster,
    unpacked: Path,
    run_options: Mapping[str, str],
    properties: Path,
    *program: str,
) -> subprocess.CompletedProcess[str]:
    """Run the program of a bundle to its end.

    Args:
        cluster: where.
        unpacked: the bundle's folder.
        run_options: of the bundle.
        properties: file of property groups, from `write_properties`.
        program: another program than the bundle's, and its arguments.
    """
    python = str(cluster.python.executable)
    command = [
        *(str(cluster.python.flink_home / "bin" / "flink"), "run", "-t", "remote"),
        "-Dexecution.program-config.enabled=false",
        f"-Dexecution.program-config.wildcards={';'.join(_ALLOWED)}",
        *("-pyclientexec", python, "-pyexec", python),
        *("-pyfs", f"{unpacked}/{run_options['pyFiles']}"),
        *("-j", f"{unpacked}/{run_options['jarfile']}"),
        *("-py", *(program or (f"{unpacked}/{run_options['python']}",))),
    ]
    if can_lay_over_etc():
        etc = properties.parent.parent
        command = [*_OVER_ETC, _MOUNT, "sh", str(etc), *command]
    else:
        command += ["--settings", str(properties)]
    environ = flink_environ(cluster.folder, cluster.python)
    return subprocess.run(
        command,
        env=environ,
        cwd=cluster.folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
