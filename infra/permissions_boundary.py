"""A permissions boundary on every role of a stack, whoever makes the role."""

from typing import Final

import pulumi

_ROLE_TYPES: Final = frozenset({"aws-native:iam:Role", "aws:iam/role:Role"})


def bound_every_role(boundary_arn: str) -> None:
    """Have every role that the program makes from here on bounded by the policy `boundary_arn`.

    One place for all of them: a role that a component makes later cannot be forgotten.
    """

    def bounded(
        args: pulumi.ResourceTransformationArgs,
    ) -> pulumi.ResourceTransformationResult | None:
        if args.type_ not in _ROLE_TYPES:
            return None
        props = {**args.props, "permissions_boundary": boundary_arn}
        return pulumi.ResourceTransformationResult(props=props, opts=args.opts)

    pulumi.runtime.register_stack_transformation(bounded)
