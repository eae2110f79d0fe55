"""The job logs in at a store over TLS by IAM, in Flink's own Python."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cluster.flink_layout import inherited_environ
from tests.cluster.payments import payments, write
from tests.jobs.outputs import read_outputs
from tests.online_store.elasticache import TokenCheck
from tests.online_store.iam_store import LOGIN, IamStore

pytestmark = pytest.mark.timeout(400)


def run(source: Path, out: Path, store: IamStore) -> None:
    """Run the job in a process of its own: a JVM takes its environment when it starts."""
    properties = {
        "store.auth": "iam",
        "store.user": LOGIN.user,
        "store.cache": LOGIN.cache,
        "aws.region": LOGIN.region,
    }
    command = [str(Path(sys.executable).with_name("revstream")), "run", "fraud"]
    command += ["--source", f"file:{source}", "--sink", f"file:{out}"]
    command += ["--store", store.settings.url]
    command += [part for key, value in properties.items() for part in ("--set", f"{key}={value}")]
    done = subprocess.run(
        command, env=inherited_environ(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_job_with_the_login_by_iam_writes_every_card_and_merchant(
    store_by_iam: IamStore, tmp_path: Path
) -> None:
    check = TokenCheck(store_by_iam)
    source = write(payments(200), tmp_path / "payments.jsonl")
    run(source, tmp_path / "out", store_by_iam)
    updates = read_outputs(tmp_path / "out").features
    keys = {f"features:{update['entity']}:{update['entity_id']}" for update in updates}
    assert set(store_by_iam.admin.scan_iter("features:*", count=1_000)) == keys
    assert check.signed > 0
    assert check.unsigned == 0
