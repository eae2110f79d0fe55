"""The keys of an identity provider in memory: fetched beside the loop, seldom, one at a time.

::

    key is known, young        no fetch
    key is known, old          a fetch beside, the request does not wait
    key is unknown             a fetch that its requests wait for, at most one a minute

Who makes up key ids makes the provider be asked once a minute. While it is away, keys stay for a
day.
"""

import logging
from asyncio import Task, create_task, shield, timeout, to_thread
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import monotonic
from typing import Final

from serving.shared.oidc.provider_keys import ProviderError, ProviderKey

OLD_AFTER_S: Final = 600.0
"""After so long keys are fetched anew, so that one which was withdrawn goes."""

GONE_AFTER_S: Final = 86_400.0
"""After so long keys are used no more, where the provider does not answer."""

UNKNOWN_EVERY_S: Final = 60.0
"""How often a key that is unknown may have keys fetched."""

NONE_EVERY_S: Final = 5.0
"""How often they are fetched while there are none at all."""

_WAITED_FOR_S: Final = 7.0
_LOG: Final = logging.getLogger(__name__)


class KnownKeys:
    """The keys of one issuer.

    Args:
        fetch: gets them; it blocks, and is called in a thread.
        clock_s: seconds that only grow.

    Attributes:
        fetches: how often they were asked for.
    """

    def __init__(
        self,
        fetch: Callable[[], Mapping[str, ProviderKey]],
        clock_s: Callable[[], float] = monotonic,
    ) -> None:
        self.fetches = 0
        self._fetch, self._clock_s = fetch, clock_s
        self._keys: Mapping[str, ProviderKey] = {}
        self._fetched_s = self._asked_s = float("-inf")
        self._fetching: Task[None] | None = None

    def of(self, name: str) -> ProviderKey | None:
        """A key by its id; None where it is unknown."""
        is_gone = self._clock_s() - self._fetched_s > GONE_AFTER_S
        return None if is_gone else self._keys.get(name)

    async def learn(self, name: str) -> None:
        """Have keys fetched where this one is unknown or they are old, as often as may be."""
        is_known = self.of(name) is not None
        if self._fetching is None and self._is_due(is_known=is_known):
            self._asked_s = self._clock_s()
            self._fetching = create_task(self._renew())
        if not is_known and self._fetching is not None:
            with suppress(TimeoutError):
                async with timeout(_WAITED_FOR_S):
                    await shield(self._fetching)

    def _is_due(self, *, is_known: bool) -> bool:
        now_s = self._clock_s()
        if not self._keys:
            return now_s - self._asked_s >= NONE_EVERY_S
        if is_known and now_s - self._fetched_s < OLD_AFTER_S:
            return False
        return now_s - self._asked_s >= UNKNOWN_EVERY_S

    async def _renew(self) -> None:
        self.fetches += 1
        try:
            self._keys = await to_thread(self._fetch)
            self._fetched_s = self._clock_s()
        except ProviderError as error:
            _LOG.error("keys of the identity provider not fetched, those before stay: %s", error)
        except Exception as error:  # noqa: BLE001 - requests wait for this, and are to go on
            _LOG.error("keys of the identity provider not fetched: %s", type(error).__name__)
        finally:
            self._fetching = None
