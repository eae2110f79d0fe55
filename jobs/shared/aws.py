"""Properties of the AWS clients that sources and sinks make."""

from typing import Final

from jobs.shared.settings import JobSettings

_LOCAL_REGION: Final = "us-east-1"


def client_properties(settings: JobSettings) -> dict[str, str]:
    """Region and credentials; a local server gets made-up ones, AWS the default chain."""
    if settings.aws_endpoint is None:
        return {"aws.region": str(settings.aws_region)}
    return {
        "aws.region": settings.aws_region or _LOCAL_REGION,
        "aws.endpoint": settings.aws_endpoint,
        "aws.credentials.provider": "BASIC",
        "aws.credentials.provider.basic.accesskeyid": "local",
        "aws.credentials.provider.basic.secretkey": "local",
    }
