"""Keys are fetched as seldom as may be, by one at a time, and never where a request would wait."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from serving.shared.oidc.known_keys import GONE_AFTER_S, OLD_AFTER_S, UNKNOWN_EVERY_S, KnownKeys
from serving.shared.oidc.provider_keys import ProviderError, ProviderKey, keys_of
from tests.serving.shared.oidc.provider import published

Result = TypeVar("Result")

KEY = keys_of(b'{"keys":[%b]}' % json.dumps(published("ec")).encode())["ec"]


class _Provider:
    """Publishes keys of some names.

    Attributes:
        names: of the keys.
        is_away: whether it fails.
    """

    def __init__(self, *names: str) -> None:
        self.names, self.is_away = names, False

    def __call__(self) -> Mapping[str, ProviderKey]:
        if self.is_away:
            raise ProviderError("away")
        return dict.fromkeys(self.names, KEY)


class _Known:
    """Keys and the clock that they are known by."""

    def __init__(self, provider: _Provider) -> None:
        self.now_s = 0.0
        self.keys = KnownKeys(provider, lambda: self.now_s)

    def has(self, name: str) -> bool:
        """Whether a key is known to a request that it is needed for."""

        async def run() -> bool:
            await self.keys.learn(name)
            known = self.keys.of(name) is not None
            await _rest()
            return known

        return asyncio.run(run())


async def _rest() -> None:
    """Let what goes on beside come to its end."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others)


def _at_once(todo: Callable[[], Awaitable[Result]], times: int) -> None:
    async def run() -> None:
        await asyncio.gather(*(todo() for _ in range(times)))

    asyncio.run(run())


def test_many_who_need_a_key_at_once_wait_for_one_fetch() -> None:
    known = _Known(_Provider("a"))
    _at_once(lambda: known.keys.learn("a"), 50)
    assert (known.keys.fetches, known.has("a")) == (1, True)


def test_made_up_names_make_it_be_asked_once_a_minute() -> None:
    known = _Known(_Provider("a"))
    assert known.has("a")
    known.now_s = UNKNOWN_EVERY_S + 1
    assert not any(known.has(f"x{number}") for number in range(100))
    assert known.keys.fetches == 2
    known.now_s += UNKNOWN_EVERY_S
    assert not known.has("y")
    assert known.keys.fetches == 3


def test_a_new_key_is_known_to_the_first_request_that_needs_it() -> None:
    provider = _Provider("a")
    known = _Known(provider)
    assert known.has("a")
    provider.names = ("b",)
    known.now_s = UNKNOWN_EVERY_S
    assert (known.has("b"), known.has("a")) == (True, False)


def test_a_key_that_was_withdrawn_goes_once_keys_are_old() -> None:
    provider = _Provider("a", "b")
    known = _Known(provider)
    assert known.has("a")
    provider.names = ("b",)
    known.now_s = OLD_AFTER_S
    assert (known.has("a"), known.has("a")) == (True, False)


def test_while_the_provider_is_away_keys_stay_for_a_day() -> None:
    provider = _Provider("a")
    known = _Known(provider)
    assert known.has("a")
    provider.is_away = True
    known.now_s = GONE_AFTER_S
    assert known.has("a")
    known.now_s += 1
    assert not known.has("a")
    provider.is_away = False
    known.now_s += UNKNOWN_EVERY_S
    assert known.has("a")


def test_a_provider_that_fails_otherwise_fails_no_request() -> None:
    def broken() -> Mapping[str, ProviderKey]:
        raise RuntimeError("broken")

    keys = KnownKeys(broken, lambda: 0.0)
    asyncio.run(keys.learn("a"))
    assert keys.of("a") is None
