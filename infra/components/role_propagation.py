"""Waits until AWS has spread a new or changed role, before something takes the role on.

role, trust, rights --new or changed--> wait --> application, function

IAM answers before all of AWS knows. Managed Flink refuses an application whose role it cannot take
on yet ("check the role"), and the native provider does not ask again.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider, UpdateResult

if TYPE_CHECKING:
    import pulumi_aws_native as aws_native

_WATCHED: Final = ("role_id", "rights_sha256")
_INPUTS: Final = (*_WATCHED, "wait_s")


@dataclass(frozen=True, kw_only=True)
class RolePropagationArgs:
    """Arguments of `RolePropagation`.

    Attributes:
        role: that is made or changed.
        rights: its trust policy and its own policies, as they are given to it.
        wait_s: seconds that AWS is given.
    """

    role: aws_native.iam.Role
    rights: Any
    wait_s: int


class PropagationWait(ResourceProvider):
    """Waits when the role is another one or may do something else, and at no other time."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Wait for a role that is new."""
        return CreateResult(str(props["role_id"]), _waited(props))

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Another time to wait is no reason to wait."""
        return DiffResult(changes=any(olds.get(name) != news.get(name) for name in _WATCHED))

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Wait for a role that was changed."""
        return UpdateResult(_waited(news))


def _waited(props: dict[str, Any]) -> dict[str, Any]:
    time.sleep(float(props["wait_s"]))
    return {name: props[name] for name in _INPUTS}


class RolePropagation(Resource, name="RolePropagation"):
    """The role `role_arn` is known all over AWS once this is made or updated.

    Attributes:
        role_arn: of the role; whoever has it comes after the wait.
    """

    role_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: RolePropagationArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        sha256 = pulumi.Output.json_dumps(args.rights, sort_keys=True).apply(
            lambda text: hashlib.sha256(text.encode()).hexdigest()
        )
        inputs = {
            "role_id": args.role.role_id,
            "rights_sha256": sha256,
            "wait_s": args.wait_s,
        }
        super().__init__(PropagationWait(), name, inputs, opts)
        # By way of the id, which an update leaves as it is: a change of the rights alone is then
        # no change of what has the role.
        self.role_arn = pulumi.Output.all(args.role.arn, self.id).apply(lambda got: str(got[0]))
