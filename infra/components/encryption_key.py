"""The one key of an environment: streams, code, logs, store and alarms are encrypted by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pulumi
import pulumi_aws_native as aws_native

from infra.policy_document import allow, policy
from infra.tags import tag_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.aws_account import AwsAccount
    from infra.components.stream_producers import StreamProducersArgs

# Days between the order to delete the key and its end, in which it can be had back.
_WAIT_DAYS: Final = 7
_WAIT_DAYS_PROTECTED: Final = 30
_ITSELF: Final = "*"


@dataclass(frozen=True)
class EncryptionKeyArgs:
    """What the key is for.

    Attributes:
        name: of its alias, without `alias/`.
        account: whose IAM policies say who may use it.
        log_groups: prefix of the names of the log groups that it encrypts.
        protect: whether Pulumi refuses to delete it.
        tags: of the key.
        producers: who puts records on which stream from outside; None if nobody does.
    """

    name: str
    account: AwsAccount
    log_groups: str
    protect: bool
    tags: Mapping[str, str]
    producers: StreamProducersArgs | None = None


class EncryptionKey(pulumi.ComponentResource):
    """A symmetric key that rotates every year, with an alias.

    Attributes:
        arn: of the key.
        alias: its name, with `alias/`.
    """

    arn: pulumi.Output[str]
    alias: pulumi.Output[str]

    def __init__(
        self, name: str, args: EncryptionKeyArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("revstream:infra:EncryptionKey", name, None, opts)
        key = aws_native.kms.Key(
            name,
            description=f"Encrypts everything of {args.name}",
            enable_key_rotation=True,
            key_policy=_key_policy(args),
            pending_window_in_days=_WAIT_DAYS_PROTECTED if args.protect else _WAIT_DAYS,
            tags=tag_list(args.tags),
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        alias = aws_native.kms.Alias(
            name,
            alias_name=f"alias/{args.name}",
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = key.arn
        self.alias = alias.alias_name
        self.register_outputs({"arn": self.arn, "alias": self.alias})


def _key_policy(args: EncryptionKeyArgs) -> dict[str, Any]:
    """Who may use the key: whom IAM allows it, this account's logs and alarms, the producers."""
    account = args.account
    administer = allow(
        "AccountAdministersThroughIam", ["kms:*"], _ITSELF, principal={"AWS": account.root}
    )
    encrypt_logs = allow(
        "LogsOfThisEnvironment",
        [
            "kms:Encrypt",
            "kms:Decrypt",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo",
            "kms:GenerateDataKey",
            "kms:GenerateDataKeyWithoutPlaintext",
            "kms:DescribeKey",
        ],
        _ITSELF,
        principal={"Service": f"logs.{account.region}.amazonaws.com"},
        condition={
            "ArnLike": {
                "kms:EncryptionContext:aws:logs:arn": account.arn(
                    "logs", f"log-group:{args.log_groups}*"
                )
            }
        },
    )
    # An alarm publishes with the service's own identity, so no role's policy can allow it.
    publish_alarms = allow(
        "AlarmsOfThisAccount",
        ["kms:Decrypt", "kms:GenerateDataKey"],
        _ITSELF,
        principal={"Service": "cloudwatch.amazonaws.com"},
        condition={"StringEquals": {"aws:SourceAccount": account.account_id}},
    )
    return policy(administer, encrypt_logs, publish_alarms, *_of_producers(args))


def _of_producers(args: EncryptionKeyArgs) -> list[dict[str, Any]]:
    """What putting an encrypted record takes, by way of Kinesis and on the one stream."""
    if args.producers is None:
        return []
    equal = {
        "kms:ViaService": f"kinesis.{args.account.region}.amazonaws.com",
        "kms:EncryptionContext:aws:kinesis:arn": args.producers.stream_arn,
    }
    return [
        allow(
            "Producers",
            ["kms:GenerateDataKey"],
            _ITSELF,
            principal={"AWS": list(args.producers.producers)},
            condition={"StringEquals": equal},
        )
    ]
