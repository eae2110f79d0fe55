"""The JVM, prepared as for a local run."""

import pytest

from jobs.shared import preflight


@pytest.fixture(scope="session")
def jvm(connector_jar: object) -> None:  # noqa: ARG001 - it must be built
    """Choose the Java and the Python path before anything starts a JVM."""
    preflight.prepare_jvm()
