"""What the stand-in provider must know of a resource type to act on the emulated AWS."""

from typing import Protocol

from tests.infra.emulator.aws_calls import Aws
from tests.infra.emulator.type_schema import Model


class ResourceType(Protocol):
    """The life of a resource of one type; all names are CloudFormation's.

    A `model` that is read, updated or deleted holds what was given at its creation and what
    `create` answered.
    """

    def create(self, aws: Aws, model: Model) -> Model:
        """Create the resource; the properties that AWS has chosen, such as its ARN."""
        ...

    def read(self, aws: Aws, model: Model) -> Model | None:
        """What AWS says of the resource now, as far as it says it; None if it is gone."""
        ...

    def update(self, aws: Aws, old: Model, new: Model) -> None:
        """Make what is like `old` like `new`."""
        ...

    def delete(self, aws: Aws, model: Model) -> None:
        """Delete the resource; one that is gone already is no fault."""
        ...
