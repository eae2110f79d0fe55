"""The HTTP application: the handlers of all that is served, behind one access and one error form.

::

    create_app(access, [*decision_handlers(...), *feature_handlers(...), ...])
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from litestar import Litestar
from litestar.datastructures import State
from litestar.types import ControllerRouterHandler

from serving.api.access import Access
from serving.api.faults import FAULT_HANDLERS
from serving.api.keyless_urls import KeylessUrls
from serving.api.openapi import openapi_config
from serving.api.refused_sockets import RefusedSockets, note_problem

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


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
    app = Litestar(
        route_handlers=handlers,
        lifespan=list(lifespan),
        exception_handlers=FAULT_HANDLERS,
        after_exception=[note_problem],
        openapi_config=openapi_config(),
        state=State({"access": access}),
        logging_config=None,
        debug=False,
    )
    # Around it rather than as middleware of it, of which each costs every request a tenth.
    app.asgi_handler = KeylessUrls(RefusedSockets(app.asgi_handler))
    return app
