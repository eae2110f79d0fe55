"""The HTTP application: the handlers of all that is served, behind one access and one error form.

::

    create_app(access, [*decision_handlers(...), *feature_handlers(...), ...])
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final

from litestar import Litestar
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import ControllerRouterHandler

from serving.api.access import Access
from serving.api.faults import FAULT_HANDLERS

API_VERSION: Final = "1"
SCHEMA_PATH: Final = "/v1/schema"

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]

_SECURITY: Final = "key"


def create_app(
    access: Access,
    handlers: Sequence[ControllerRouterHandler],
    lifespan: Sequence[Lifespan] = (),
) -> Litestar:
    """The application.

    Args:
        access: who may come in, for the handlers with a guard of `needs`.
        handlers: of all that is served; each names its whole path.
        lifespan: what is opened before the first request and closed after the last.
    """
    return Litestar(
        route_handlers=handlers,
        lifespan=list(lifespan),
        exception_handlers=FAULT_HANDLERS,
        openapi_config=_openapi(),
        state=State({"access": access}),
        logging_config=None,
        debug=False,
    )


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="revstream",
        version=API_VERSION,
        description="Decisions, features and lists of revstream.",
        path=SCHEMA_PATH,
        render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        components=Components(
            security_schemes={_SECURITY: SecurityScheme(type="http", scheme="bearer")}
        ),
        security=[{_SECURITY: []}],
    )
