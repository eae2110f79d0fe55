"""The claims of GitHub's tokens, whole, in the two forms that its subjects have.

They are those of the example token on GitHub's page "OpenID Connect", for a job in an environment
and for one of a pull request, with the subject of each form as the page describes it.
"""

from typing import Final

OWNER_ID: Final = 65
REPOSITORY_ID: Final = 74
REPOSITORY: Final = "octo-org/octo-repo"

_EVERY_TOKEN: Final = {
    "aud": "sts.amazonaws.com",
    "iss": "https://token.actions.githubusercontent.com",
    "jti": "example-id",
    "sha": "example-sha",
    "repository": REPOSITORY,
    "repository_owner": "octo-org",
    "repository_id": str(REPOSITORY_ID),
    "repository_owner_id": str(OWNER_ID),
    "actor": "octocat",
    "actor_id": "12",
    "repository_visibility": "private",
    "runner_environment": "github-hosted",
    "run_id": "example-run-id",
    "run_number": "10",
    "run_attempt": "2",
    "workflow": "example-workflow",
    "job_workflow_ref": f"{REPOSITORY}/.github/workflows/oidc.yml@refs/heads/main",
}
_IN_ENVIRONMENT: Final = {
    "environment": "dev",
    "event_name": "push",
    "ref": "refs/heads/main",
    "ref_type": "branch",
    "head_ref": "",
    "base_ref": "",
}
_OF_PULL_REQUEST: Final = {
    "event_name": "pull_request",
    "ref": "refs/pull/7/merge",
    "ref_type": "branch",
    "head_ref": "feature",
    "base_ref": "main",
}

SUBJECTS: Final = {
    "names": "repo:octo-org/octo-repo",
    "ids": "repo:octo-org@65/octo-repo@74",
}
"""What a subject begins with, by the form of it."""


def deploying(form: str) -> dict[str, str]:
    """The claims of a job in the environment `dev`, started by a push to `main`."""
    subject = f"{SUBJECTS[form]}:environment:dev"
    return {**_EVERY_TOKEN, **_IN_ENVIRONMENT, "sub": subject}


def of_pull_request(form: str) -> dict[str, str]:
    """The claims of a job that a pull request started."""
    subject = f"{SUBJECTS[form]}:pull_request"
    return {**_EVERY_TOKEN, **_OF_PULL_REQUEST, "sub": subject}
