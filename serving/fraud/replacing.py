"""Puts other rules or another model in force as their files change, between two requests.

::

    files --digest--> as in force, or refused before?   nothing to do
                      other than at the last look?      still being written: wait for the next one
                      the same twice --> built and checked in a thread --> in force
                                              |  not usable
                                              +--> what was in force stays; said, until it is mended

What is asked meanwhile is decided by what was in force.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from time import time_ns
from typing import Final, Protocol

from serving.fraud.in_force import InForce, RefusedReplacement
from serving.fraud.payment_scorer import PaymentScorer

_LOG: Final = logging.getLogger("revstream.replacing")
_MOST_FAULTS: Final = 20
_OTHER_DEFINITIONS: Final = (
    "features.definitions: other definitions than those in force: the states are of these; start"
    " the job and the service anew to have them"
)


class Files(Protocol):
    """What is looked at."""

    def __bool__(self) -> bool:
        """Whether anything can change."""

    def digest(self) -> str:
        """What tells one content from another."""

    def without_paths(self, text: str) -> str:
        """A text without paths of this machine."""


class Replacing:
    """Looks whether what decides has changed, and replaces it.

    Args:
        files: that it is read from.
        digest: of them, from before `scorer` was read.
        scorer: the one in force.
        build: reads and checks another, in a thread.
        put_in_force: called with it, in the loop.
        every_s: seconds between two looks; 0 for none.

    Attributes:
        in_force: what decides now.
        refused: what the files hold and is not usable; None where they hold what is in force.
        counts: of replacements by outcome.
    """

    def __init__(  # noqa: PLR0913 - what is looked at, and what is done then
        self,
        *,
        files: Files,
        digest: str,
        scorer: PaymentScorer,
        build: Callable[[], PaymentScorer],
        put_in_force: Callable[[PaymentScorer], None],
        every_s: float,
    ) -> None:
        self._files, self._build, self._put_in_force = files, build, put_in_force
        self._every_s = every_s
        self._standing = self._decided = self._seen = digest
        self.in_force = InForce.of(scorer, _now_ms())
        self.refused: RefusedReplacement | None = None
        self.counts: Counter[str] = Counter(replaced=0, refused=0)

    @property
    def looks(self) -> bool:
        """Whether there is anything to look at."""
        return self._every_s > 0 and bool(self._files)

    async def run(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(self._every_s)
            await self.look()

    async def look(self) -> None:
        """Look once; what has changed comes into force if it was so at the last look, too."""
        digest = await asyncio.to_thread(self._files.digest)
        settled, self._seen = digest == self._seen, digest
        if settled and digest != self._decided:
            await self._decide(digest)

    async def _decide(self, digest: str) -> None:
        """Put in force what the files hold, or refuse it."""
        if digest == self._standing:
            # What was refused is gone, and what was before is there again.
            self._decided, self.refused = digest, None
            return
        made = await asyncio.to_thread(self._made)
        self._seen = await asyncio.to_thread(self._files.digest)
        if self._seen != digest:
            # Written to while it was read: what was made may be half of this and half of that.
            return
        self._decided = digest
        if isinstance(made, PaymentScorer):
            self._standing = digest
            self._replace(made)
        else:
            self._refuse(made)

    def _made(self) -> PaymentScorer | tuple[str, ...]:
        """What decides by the files as they are, or what is wrong with them."""
        try:
            scorer = self._build()
        except (ValueError, OSError) as error:
            told = self._files.without_paths(str(error)).splitlines()
            return tuple(line.strip() for line in told[:_MOST_FAULTS])
        except Exception as error:  # noqa: BLE001 - whatever it is, what is in force stays
            return (f"cannot be used: {type(error).__name__}",)
        if scorer.plan.definitions.sha256 != self.in_force.definitions:
            return (_OTHER_DEFINITIONS,)
        return scorer

    def _replace(self, scorer: PaymentScorer) -> None:
        self._put_in_force(scorer)
        self.in_force, self.refused = InForce.of(scorer, _now_ms()), None
        self.counts["replaced"] += 1
        model = self.in_force.model
        _LOG.info(
            "rules and model replaced",
            extra={
                "ruleset": self.in_force.ruleset,
                "model": f"{model.name} {model.version}",
                "model_sha256": model.sha256,
            },
        )

    def _refuse(self, faults: tuple[str, ...]) -> None:
        self.refused = RefusedReplacement(at_ms=_now_ms(), faults=faults)
        self.counts["refused"] += 1
        _LOG.error("rules and model not replaced, those before stay", extra={"faults": faults})


def _now_ms() -> int:
    return time_ns() // 1_000_000
