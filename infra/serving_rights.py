"""What the program that answers requests may do, and what starts it may do, by statement.

start: image, secrets, log                      program: store, streams, their keys
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pulumi

from infra.container_source import IMAGE_READS, REGISTRY_LOGIN, SECRET_READ
from infra.policy_document import allow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from infra.aws_account import AwsAccount
    from infra.container_source import ContainerSource

UNSCOPED: Final[Mapping[str, str]] = {
    REGISTRY_LOGIN: "ECR knows no resource for it: a token is for a registry",
}
"""The only action that is allowed on every resource, and why it cannot be narrower."""


@dataclass(frozen=True, kw_only=True)
class ServingRights:
    """What the program reads and writes.

    Attributes:
        followed_arns: of the streams that it follows: decisions, labels, dead letters.
        payments_arn: of the stream that payments which are asked about go on to.
        key_arns: of the keys that encrypt these streams.
        cache_arn: of the online store.
        store_user_arn: of the store's user that it logs in as.
    """

    followed_arns: Sequence[pulumi.Input[str]]
    payments_arn: pulumi.Input[str]
    key_arns: Sequence[pulumi.Input[str]]
    cache_arn: pulumi.Input[str]
    store_user_arn: pulumi.Input[str]


def serving_statements(account: AwsAccount, rights: ServingRights) -> list[dict[str, Any]]:
    """The statements of the program's policy."""
    follow = ["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"]
    by_kinesis = {"kms:ViaService": f"kinesis.{account.region}.amazonaws.com"}
    return [
        allow("FollowResultsAndLabels", follow, rights.followed_arns),
        allow("HandPaymentsOn", ["kinesis:PutRecords"], rights.payments_arn),
        allow(
            "UseKeyThroughKinesis",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            rights.key_arns,
            condition={"StringEquals": by_kinesis},
        ),
        allow("UseStore", ["elasticache:Connect"], [rights.cache_arn, rights.store_user_arn]),
    ]


def start_statements(
    account: AwsAccount,
    source: ContainerSource,
    log_group_arn: pulumi.Input[str],
    key_arn: pulumi.Input[str],
) -> list[dict[str, Any]]:
    """The statements of the policy of what starts the program.

    Args:
        account: where it runs.
        source: image and secrets.
        log_group_arn: without `:*`.
        key_arn: of the stack's key, by which the secrets may be encrypted.
    """
    by_secrets = {"kms:ViaService": f"secretsmanager.{account.region}.amazonaws.com"}
    log_streams = pulumi.Output.concat(log_group_arn, ":log-stream:*")
    return [
        allow("TokenOfRegistry", [REGISTRY_LOGIN], "*"),
        allow("ReadImage", IMAGE_READS, source.repository_arn),
        allow("ReadSecrets", [SECRET_READ], source.secret_arns),
        allow("DecryptSecrets", ["kms:Decrypt"], key_arn, condition={"StringEquals": by_secrets}),
        allow("WriteLog", ["logs:CreateLogStream", "logs:PutLogEvents"], log_streams),
    ]
