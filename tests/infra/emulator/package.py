"""What a Pulumi package is to the part that talks with the engine."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tests.infra.emulator.wire import Properties

# Where, in the names of the package, and why.
Fault = tuple[str, str]


@dataclass(frozen=True)
class Difference:
    """What must change of a resource.

    Attributes:
        changed: names of the inputs that differ; None leaves the comparison to the engine.
        replaces: those that no update can change.
        delete_first: whether a replacement takes the name of what it replaces.
    """

    changed: tuple[str, ...] | None
    replaces: tuple[str, ...] = ()
    delete_first: bool = False


@dataclass(frozen=True)
class State:
    """A resource as the engine keeps it."""

    resource_id: str
    outputs: Properties
    inputs: Properties = field(default_factory=dict)


class Package(Protocol):
    """The resources and functions of a provider; tokens are types such as `aws:s3/bucket:Bucket`.

    Every operation raises RefusalError where AWS refuses it or the package has no such type.
    """

    def configure(self, values: Mapping[str, str]) -> None:
        """Take the provider's configuration, such as the region."""
        ...

    def check(self, token: str, inputs: Properties) -> tuple[Properties, Iterable[Fault]]:
        """The inputs with what the provider adds, and what is wrong with them."""
        ...

    def diff(self, token: str, old: State, inputs: Properties) -> Difference:
        """What must change to come from `old` to `inputs`."""
        ...

    def create(self, token: str, inputs: Properties) -> State:
        """Create a resource."""
        ...

    def preview(self, token: str, old: State | None, inputs: Properties) -> Properties:
        """What will be known of a resource before it is created or updated."""
        ...

    def read(self, token: str, old: State) -> State | None:
        """The resource as it is now, None if it is gone."""
        ...

    def update(self, token: str, old: State, inputs: Properties) -> Properties:
        """Change a resource; its new outputs."""
        ...

    def delete(self, token: str, old: State) -> None:
        """Delete a resource."""
        ...

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """The result of a function."""
        ...
