"""The account and region that a stack is in, and the ARNs of what does not exist yet."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws_native as aws_native


@dataclass(frozen=True)
class AwsAccount:
    """Where a stack is.

    Attributes:
        account_id: twelve digits.
        partition: `aws`, or that of another group of regions.
        region: such as `eu-central-1`.
    """

    account_id: pulumi.Output[str]
    partition: pulumi.Output[str]
    region: str

    @classmethod
    def of_credentials(cls, region: str) -> AwsAccount:
        """The account whose credentials the provider uses."""
        return cls(
            account_id=aws_native.get_account_id_output().account_id,
            partition=aws_native.get_partition_output().partition,
            region=region,
        )

    def arn(self, service: str, resource: pulumi.Input[str]) -> pulumi.Output[str]:
        """ARN of `resource` of `service` in this account and region, wildcards as given."""
        return pulumi.Output.concat(
            "arn:", self.partition, f":{service}:{self.region}:", self.account_id, ":", resource
        )

    @property
    def root(self) -> pulumi.Output[str]:
        """The principal that stands for everybody whom this account's IAM policies allow it."""
        return pulumi.Output.concat("arn:", self.partition, ":iam::", self.account_id, ":root")
