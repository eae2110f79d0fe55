"""What the workflows promise beyond what linters know: who may do what, and what is shipped."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "workflows"
NAMES = ("checks", "preview", "deploy", "drift")
# By workflow and job: what it may do beside reading the repository.
RIGHTS = {
    ("preview", "preview"): {"contents": "read", "id-token": "write"},
    ("preview", "comment"): {"pull-requests": "write"},
    ("deploy", "staging"): {"contents": "read", "id-token": "write"},
    ("deploy", "prod"): {"contents": "read", "id-token": "write"},
    ("drift", "drift"): {"contents": "read", "id-token": "write"},
    ("drift", "report"): {"issues": "write"},
    ("drift", "facts"): {"contents": "read"},
}


def _text(name: str) -> str:
    return (FOLDER / f"{name}.yml").read_text(encoding="utf-8")


def _workflow(name: str) -> dict[Any, Any]:
    document: dict[Any, Any] = yaml.safe_load(_text(name))
    return document


def _triggers(name: str) -> set[str]:
    # YAML 1.1 takes the key `on` for a truth value.
    return set(_workflow(name)[True])


def _jobs(name: str) -> dict[str, dict[str, Any]]:
    jobs: dict[str, dict[str, Any]] = _workflow(name)["jobs"]
    return jobs


def _steps(name: str) -> Iterator[dict[str, Any]]:
    for job in _jobs(name).values():
        yield from job["steps"]


def _using(job: dict[str, Any], action: str) -> list[dict[str, Any]]:
    return [step for step in job["steps"] if step.get("uses", "").startswith(f"{action}@")]


def _commands(name: str) -> list[str]:
    return [step["run"].strip() for step in _steps(name) if "run" in step]


def test_these_are_all_the_workflows() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_action_is_pinned_to_a_commit_with_its_version(name: str) -> None:
    uses = [line.strip() for line in _text(name).splitlines() if "uses:" in line]
    assert uses
    for line in uses:
        assert re.fullmatch(r"uses: [\w.-]+(/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)


def test_an_action_is_of_one_commit_everywhere() -> None:
    pins = {step["uses"] for name in NAMES for step in _steps(name) if "uses" in step}
    assert len(pins) == len({pin.partition("@")[0] for pin in pins})


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_has_no_right_and_each_job_only_its_own(name: str) -> None:
    assert _workflow(name)["permissions"] == {}
    for job_name, job in _jobs(name).items():
        assert job["permissions"] == RIGHTS.get((name, job_name), {"contents": "read"})


@pytest.mark.parametrize("name", NAMES)
def test_no_checkout_leaves_credentials_behind(name: str) -> None:
    checkouts = [step for job in _jobs(name).values() for step in _using(job, "actions/checkout")]
    assert checkouts
    for step in checkouts:
        assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("name", NAMES)
def test_no_shell_script_holds_an_expression(name: str) -> None:
    assert not [command for command in _commands(name) if "${{" in command]


@pytest.mark.parametrize("name", NAMES)
def test_every_job_ends_by_itself(name: str) -> None:
    # GitHub ends a job after 6 hours.
    jobs = _jobs(name)
    assert jobs
    assert all(job["timeout-minutes"] < 360 for job in jobs.values())


def test_nothing_runs_with_the_rights_of_the_target_of_a_pull_request() -> None:
    assert _triggers("checks") == _triggers("preview") == {"pull_request"}
    assert _triggers("deploy") == {"push"}
    assert _workflow("deploy")[True]["push"] == {"branches": ["main"]}


def test_the_checks_know_no_secret_and_no_role() -> None:
    for word in ("secrets.", "vars.", "id-token", "aws", "environment"):
        assert word not in _text("checks")


def test_no_secret_is_needed_anywhere() -> None:
    assert not [name for name in NAMES if "secrets." in _text(name)]


@pytest.mark.parametrize("name", ["checks", "deploy"])
def test_the_tests_are_run_by_the_command_that_contributors_are_given(name: str) -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = re.search(r"^(make test)\b.*# every test$", page, re.MULTILINE)
    assert shown is not None
    assert shown[1] in _commands(name)
    assert "make check" in _commands(name)


def test_a_preview_of_a_fork_is_left_out() -> None:
    jobs = _jobs("preview")
    own = "github.event.pull_request.head.repo.full_name == github.repository"
    assert own in jobs["bundle"]["if"]
    assert jobs["preview"]["needs"] == "bundle"
    assert jobs["comment"]["needs"] == "preview"
    assert "if" not in jobs["preview"]


def test_the_role_of_a_preview_is_not_the_role_of_a_deploy() -> None:
    previews = {
        entry["role"] for entry in _jobs("preview")["preview"]["strategy"]["matrix"]["include"]
    }
    (assumed,) = _using(_jobs("preview")["preview"], "aws-actions/configure-aws-credentials")
    deploys = {
        step["with"]["role-to-assume"]
        for job in _jobs("deploy").values()
        for step in _using(job, "aws-actions/configure-aws-credentials")
    }
    assert assumed["with"]["role-to-assume"] == "${{ matrix.role }}"
    assert len(previews) == 2
    assert deploys == {"${{ vars.AWS_DEPLOY_ROLE_ARN }}"}
    assert not previews & deploys


def test_a_preview_is_in_no_environment_and_so_gets_no_role_of_one() -> None:
    assert not [job for job in _jobs("preview").values() if "environment" in job]


@pytest.mark.parametrize("stack", ["staging", "prod"])
def test_a_deploy_is_in_its_environment_and_never_cancelled(stack: str) -> None:
    job = _jobs("deploy")[stack]
    assert job["environment"] == stack
    assert job["concurrency"] == {"group": f"deploy-{stack}", "cancel-in-progress": False}
    deploys = [step["run"] for step in job["steps"] if "release deploy" in step.get("run", "")]
    assert deploys == [f".venv-infra/bin/revstream release deploy --stack {stack} --yes"]


def test_production_gets_the_bundle_that_staging_has_proven() -> None:
    jobs = _jobs("deploy")
    assert [jobs[name]["needs"] for name in ("bundle", "staging", "prod")] == [
        "checks",
        "bundle",
        "staging",
    ]
    assert jobs["staging"]["steps"][-1]["run"] == ".venv-infra/bin/revstream smoke --stack staging"
    kept = [step for job in jobs.values() for step in _using(job, "actions/upload-artifact")]
    assert [step["with"]["name"] for step in kept] == ["bundle"]
    for name in ("staging", "prod"):
        (taken,) = _using(jobs[name], "actions/download-artifact")
        assert taken["with"] == {"name": "bundle", "path": "dist/"}
    assert _commands("deploy").count("make bundle") == 1


@pytest.mark.parametrize("name", ["preview", "deploy", "drift"])
def test_pulumi_is_of_the_version_that_the_tests_use(name: str) -> None:
    module = (ROOT / "tools" / "pulumi" / "go.mod").read_text(encoding="utf-8")
    tested = re.search(r"github\.com/pulumi/pulumi/pkg/v3 v([\d.]+)", module)
    assert tested is not None
    for job in _jobs(name).values():
        for step in _using(job, "pulumi/actions"):
            assert step["with"] == {"pulumi-version": tested[1]}


def test_a_command_that_fails_before_a_pipe_fails_its_step() -> None:
    piped = [
        step
        for name in NAMES
        for step in _steps(name)
        if "| tee" in " ".join(step.get("run", "").replace("|\n", "| ").split())
    ]
    assert len(piped) == 2
    # Without it the shell of a step does not know `pipefail`.
    assert [step.get("shell") for step in piped] == ["bash", "bash"]


def test_drift_is_looked_for_every_day_by_a_role_that_only_reads() -> None:
    assert _triggers("drift") == {"schedule", "workflow_dispatch"}
    assert [each["cron"] for each in _workflow("drift")[True]["schedule"]] == ["17 5 * * *"]
    job = _jobs("drift")["drift"]
    assert "environment" not in job
    roles = {entry["stack"]: entry["role"] for entry in job["strategy"]["matrix"]["include"]}
    assert roles == {
        "staging": "${{ vars.STAGING_DRIFT_ROLE_ARN }}",
        "prod": "${{ vars.PROD_DRIFT_ROLE_ARN }}",
    }


def test_looking_for_drift_changes_neither_the_account_nor_the_state() -> None:
    (command,) = [each for each in _commands("drift") if "pulumi" in each]
    words = command.split()
    assert words[:2] == ["pulumi", "refresh"]
    assert {"--preview-only", "--expect-no-changes", "--non-interactive"} <= set(words)
    assert "--yes" not in words


def test_drift_is_reported_by_a_job_without_a_role() -> None:
    report = _jobs("drift")["report"]
    assert report["needs"] == "drift"
    assert _using(report, "aws-actions/configure-aws-credentials") == []
    assert _using(report, "actions/checkout") == []
    conditions = {step["name"]: step.get("if") for step in report["steps"]}
    assert conditions["Open the issue, or renew it"] == "needs.drift.result != 'success'"
    closing = "Close the issue once nothing differs"
    assert conditions[closing] == "needs.drift.result == 'success'"
