"""How long a release waits for what, and what it takes for healthy."""

from dataclasses import dataclass

_MINUTE_MS = 60_000


@dataclass(frozen=True)
class Limits:
    """Bounds of a release; times in milliseconds.

    Attributes:
        poll_ms: between two looks at something that is awaited.
        snapshot_ms: longest time that a snapshot may take.
        settle_ms: longest time that a change of status may take: start, update or rollback.
        stop_ms: longest time that a stop with a snapshot may take before it is forced.
        healthy_ms: longest time until an application must be healthy.
        soak_ms: how long it must run before it is called healthy.
        lag_ms: how far behind the newest record it may be then.
        lease_ms: how long the lease of a release that died keeps others out.
        kept_snapshots: so many of the newest snapshots stay.
        kept_releases: so many of the newest release records stay, with what they name.
    """

    poll_ms: int = 10_000
    snapshot_ms: int = 20 * _MINUTE_MS
    settle_ms: int = 20 * _MINUTE_MS
    stop_ms: int = 15 * _MINUTE_MS
    healthy_ms: int = 30 * _MINUTE_MS
    soak_ms: int = 5 * _MINUTE_MS
    lag_ms: int = 60_000
    lease_ms: int = 30 * _MINUTE_MS
    kept_snapshots: int = 5
    kept_releases: int = 5
