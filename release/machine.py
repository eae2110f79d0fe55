"""The order of the steps, and what follows a failure.

deploy:    snapshot - update - start - running - healthy - prune            -> done
                       |        |       |         |
failure:               +--------+-------+---------+--> stop - revert - restore - reverted
                                                         - recovered - refresh   -> rolled back
rollback:  [snapshot] - stop - revert - ... - refresh                        -> done
"""

from typing import Final

from msgspec.structs import replace

from release.record import Release, ReleaseOutcome, Step, StepTime

DEPLOY: Final = (
    Step.SNAPSHOT,
    Step.UPDATE,
    Step.START,
    Step.RUNNING,
    Step.HEALTHY,
    Step.PRUNE,
)
UNDO: Final = (
    Step.STOP,
    Step.REVERT,
    Step.RESTORE,
    Step.REVERTED,
    Step.RECOVERED,
    Step.REFRESH,
)
_NOT_FATAL: Final = (Step.PRUNE,)


def has_begun(release: Release) -> bool:
    """Whether the release may have changed something."""
    return release.step is not Step.SNAPSHOT


def is_undoing(release: Release) -> bool:
    """Whether the release is on its way back."""
    return release.step in UNDO


def passed(release: Release, detail: str, started_ms: int, now_ms: int) -> Release:
    """The release after its step has reached what it is for."""
    release = _noted(release, detail, started_ms, now_ms)
    following = _following(release)
    if following is None:
        return replace(release, outcome=_outcome(release))
    return replace(release, step=following)


def failed(release: Release, reason: str, started_ms: int, now_ms: int) -> Release:
    """The release after its step has failed: on the way back, ended, or to be tried again."""
    release = _noted(release, f"failed: {reason}", started_ms, now_ms)
    if release.step in _NOT_FATAL:
        return replace(release, outcome=ReleaseOutcome.DONE)
    if release.step is Step.RECOVERED:
        # It runs as before; what is wrong with it now is no reason to leave the way half done.
        release = replace(release, failure=release.failure or f"{release.step}: {reason}")
        return replace(release, step=Step.REFRESH)
    if is_undoing(release):
        again = Step.RESTORE if release.step is Step.REVERTED else release.step
        return replace(release, step=again)
    release = replace(release, failure=f"{release.step}: {reason}")
    if not has_begun(release) and release.kind == "rollback":
        return replace(release, outcome=ReleaseOutcome.ABANDONED)
    if not has_begun(release) or not _can_go_back(release):
        return replace(release, outcome=ReleaseOutcome.FAILED)
    return replace(release, step=Step.STOP)


def _can_go_back(release: Release) -> bool:
    """A rejected update may have changed anything; later on it is known what changed."""
    known = [part for part in release.parts if part.ran and part.before is not None]
    if release.step is Step.UPDATE:
        return bool(known)
    return any(part.changed for part in known)


def _following(release: Release) -> Step | None:
    if release.kind == "rollback" and release.step is Step.SNAPSHOT:
        return Step.STOP
    order = UNDO if is_undoing(release) else DEPLOY
    after = order.index(release.step) + 1
    return order[after] if after < len(order) else None


def _outcome(release: Release) -> ReleaseOutcome:
    is_taken_back = release.kind == "deploy" and release.failure is not None
    return ReleaseOutcome.ROLLED_BACK if is_taken_back else ReleaseOutcome.DONE


def _noted(release: Release, detail: str, started_ms: int, now_ms: int) -> Release:
    entry = StepTime(release.step, started_ms, now_ms, detail)
    return replace(release, steps=(*release.steps, entry))
