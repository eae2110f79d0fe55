"""Paths for which the service lacks something: they say what, and how it is given."""

from collections.abc import Mapping, Sequence
from typing import Final

from litestar import get, post
from litestar.response import Response
from litestar.types import ControllerRouterHandler

from serving.api.access import needs
from serving.api.known_parameters import ANY_PARAMETERS
from serving.api.problem import Problem
from serving.shared.caller import Scope

_NOT_FOLLOWED: Final = (
    "this service follows no decisions: sink.uri is not set; give it the job's, such as"
    " --set sink.uri=file:OUT"
)
_NO_PROFILE: Final = (
    "there is nothing to compare with: the model has no profile of its training; train it again to"
    " get one"
)

_DRIFT: Final[Mapping[str, Scope]] = {"/v1/drift": "administer"}
_OF_DECISIONS: Final[Mapping[str, Scope]] = {
    "/v1/decisions": "read",
    "/v1/decisions/{decision_id:str}": "read",
    "/v1/feed": "read",
    **_DRIFT,
}


def without_decisions() -> Sequence[ControllerRouterHandler]:
    """The handlers of a service that follows no decisions."""

    @post(
        "/v1/feed/tokens",
        guards=[needs("read")],
        include_in_schema=False,
        opt=ANY_PARAMETERS,
    )
    async def token() -> Response[bytes]:
        """Say why there is no feed."""
        raise Problem("not_found", _NOT_FOLLOWED)

    return [*(_absent(path, scope, _NOT_FOLLOWED) for path, scope in _OF_DECISIONS.items()), token]


def without_profile() -> Sequence[ControllerRouterHandler]:
    """The handlers of a service whose model cannot be compared with its training."""
    return [_absent(path, scope, _NO_PROFILE) for path, scope in _DRIFT.items()]


def _absent(path: str, scope: Scope, why: str) -> ControllerRouterHandler:
    @get(path, guards=[needs(scope)], include_in_schema=False, opt=ANY_PARAMETERS)
    async def absent() -> Response[bytes]:
        """Say why there is nothing."""
        raise Problem("not_found", why)

    return absent
