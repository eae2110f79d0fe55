"""The Flink of the apache-flink wheel, laid out for a cluster: settings, class path, folders."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import yaml

TEMPORARY: Final = "tmp"
"""Each TaskManager unpacks the Python of every job here: one that is killed leaves some 200 MB."""

_LOG_SETTINGS: Final = ("log4j-console.properties", "log4j-cli.properties")


def lay_out(
    folder: Path, home: Path, options: Mapping[str, str], *, with_flink_python: bool = True
) -> None:
    """Make the configuration and the class path of a cluster in `folder`.

    Args:
        folder: its scripts are told of `conf`, `log` and `lib` in it.
        home: the Flink distribution inside the wheel.
        options: of Flink; an empty one is left out.
        with_flink_python: whether flink-python is on the cluster's own class path. With it a second
            job can run Python, too.
    """
    temporary = folder / TEMPORARY
    for name in ("conf", "log", "lib", TEMPORARY):
        (folder / name).mkdir(parents=True)
    jars = list((home / "lib").glob("*.jar"))
    if with_flink_python:
        jars += (home / "opt").glob("flink-python-*.jar")
    for jar in jars:
        (folder / "lib" / jar.name).symlink_to(jar)
    for name in _LOG_SETTINGS:
        shutil.copyfile(home / "conf" / name, folder / "conf" / name)
    shipped = yaml.safe_load((home / "conf" / "config.yaml").read_text())
    # Flink's own list of the packages that it opens on Java 17.
    opened = shipped["env"]["java"]["opts"]["all"]
    every = {
        "env.java.opts.all": f"{opened} -Djava.io.tmpdir={temporary}",
        "io.tmp.dirs": str(temporary),
        **options,
    }
    lines = [f"{key}: {json.dumps(value)}\n" for key, value in every.items() if value]
    (folder / "conf" / "config.yaml").write_text("".join(lines))
