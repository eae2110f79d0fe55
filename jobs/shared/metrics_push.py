"""Flink's own reporter for Prometheus, from the apache-flink wheel, in a job of this machine.

It pushes: the one that waits to be scraped listens on every network, which cannot be told to it,
and on a port of its own in each process of a cluster.
"""

import sysconfig
from pathlib import Path
from typing import Final

from pyflink.util.java_utils import add_jars_to_context_class_loader

PUSH_EVERY_S: Final = 2
"""Well below the 15 s after which Prometheus asks again; a push is half a MB of text."""

_REPORTER: Final = "metrics.reporter.prometheus"
_FACTORY: Final = "org.apache.flink.metrics.prometheus.PrometheusPushGatewayReporterFactory"
_PLUGIN: Final = "pyflink/plugins/metrics-prometheus"


def push_options(url: str) -> dict[str, str]:
    """Options of a Flink whose processes push their metrics to `url`, each by a name of its own."""
    return {
        f"{_REPORTER}.factory.class": _FACTORY,
        f"{_REPORTER}.hostUrl": url,
        f"{_REPORTER}.jobName": "flink-",
        f"{_REPORTER}.randomJobNameSuffix": "true",
        f"{_REPORTER}.interval": f"{PUSH_EVERY_S} s",
    }


def embedded_push_options(url: str) -> dict[str, str]:
    """The same for a MiniCluster, which looks for reporters beside the class path of its job alone.

    A cluster of processes finds its plugins by itself.

    Raises:
        FileNotFoundError: this Flink has no such reporter.
    """
    plugin = Path(sysconfig.get_paths()["purelib"]) / _PLUGIN
    jars = [jar.as_uri() for jar in sorted(plugin.glob("*.jar"))]
    if not jars:
        raise FileNotFoundError(f"{plugin}: no reporter for Prometheus: reinstall apache-flink")
    add_jars_to_context_class_loader(jars)
    return push_options(url)
