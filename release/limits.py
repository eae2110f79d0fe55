"""How long a release waits for what, and what it takes for healthy."""

from dataclasses import dataclass

from events.shared.time_units import MINUTE_MS


@dataclass(frozen=True)
class Limits:
    """Bounds of a release; times in milliseconds.

    Attributes:
        poll_ms: between two looks at something that is awaited.
        engine_ms: what the engine may take in all for its preview, its update with the start of the
            applications, and its refresh; nothing but the sum below knows it.
        snapshot_ms: longest time that a snapshot may take.
        settle_ms: longest time that a change of status may take: start, update or rollback.
        stop_ms: longest time that a stop with a snapshot may take before it is forced.
        history_ms: longest time that reading a history may take.
        healthy_ms: longest time until an application must be healthy.
        soak_ms: how long it must run before it is called healthy.
        lag_ms: how far behind the newest record it may be then.
        lease_ms: how long the lease of a release that died keeps others out.
        kept_snapshots: so many of the newest snapshots stay.
        kept_releases: so many of the newest release records stay, with what they name.
    """

    poll_ms: int = 10_000
    engine_ms: int = 60 * MINUTE_MS
    snapshot_ms: int = 20 * MINUTE_MS
    settle_ms: int = 20 * MINUTE_MS
    stop_ms: int = 12 * MINUTE_MS
    history_ms: int = 24 * 60 * MINUTE_MS
    healthy_ms: int = 30 * MINUTE_MS
    soak_ms: int = 5 * MINUTE_MS
    lag_ms: int = MINUTE_MS
    lease_ms: int = 30 * MINUTE_MS
    kept_snapshots: int = 5
    kept_releases: int = 5

    def longest_ms(self, applications: int) -> int:
        """How long a release takes at most that fails in its last wait and goes all the way back.

        Each wait of a step is counted once, unless nothing that it could wait for can be under
        way; what is done to one application after the other counts for each.
        """
        begin = self.settle_ms + applications * self.snapshot_ms
        update = self.engine_ms + applications * self.settle_ms
        runs = self.settle_ms + self.healthy_ms
        # Stopped with a snapshot, and then by force.
        stopped = applications * 2 * self.stop_ms
        restored = self.settle_ms + self.settle_ms + self.healthy_ms
        return begin + update + runs + stopped + restored
