"""What the stand-in must know of a type of the classic AWS package; names are Pulumi's."""

from collections.abc import Mapping
from typing import Any, Protocol

from tests.infra.emulator.aws_calls import Aws
from tests.infra.emulator.wire import Properties


class ClassicType(Protocol):
    """The life of a resource of one type.

    Attributes:
        schema: JSON schema of its inputs; only what the stand-in passes on is in it.
        replaces: inputs that no update can change.
    """

    @property
    def schema(self) -> Mapping[str, Any]: ...

    @property
    def replaces(self) -> frozenset[str]: ...

    def create(self, aws: Aws, inputs: Properties) -> tuple[str, Properties]:
        """Create the resource; its id and what AWS has chosen."""
        ...

    def read(self, aws: Aws, resource_id: str, outputs: Properties) -> Properties | None:
        """What AWS says of the resource now; None if it is gone."""
        ...

    def update(self, aws: Aws, resource_id: str, inputs: Properties) -> None:
        """Make the resource like `inputs`."""
        ...

    def delete(self, aws: Aws, resource_id: str, outputs: Properties) -> None:
        """Delete the resource; one that is gone already is no fault."""
        ...
