"""The states of the keys of one hop, in memory alone; those that no payment reaches go."""

from typing import Final

from features.shared.state.key_state import KeyState, KeyStates

_FEWEST_TO_SWEEP: Final = 1024


class LiveKeys:
    """The states of the keys of one hop.

    Args:
        states: makes them.
    """

    def __init__(self, states: KeyStates) -> None:
        self.hop = states.hop
        self._states = states
        self._live: dict[str, KeyState] = {}
        self._sweep_at = _FEWEST_TO_SWEEP

    def __len__(self) -> int:
        """Number of keys with a state."""
        return len(self._live)

    def snapshot_bytes(self) -> int:
        """Bytes of the snapshots of all of them."""
        return sum(len(state.snapshot()) for state in self._live.values())

    def state(self, key: str, watermark_ms: int) -> KeyState:
        """The state of a key; before one is added, what has expired goes now and then.

        Args:
            key: what it is of.
            watermark_ms: that no payment still to come arrives before.
        """
        state = self._live.get(key)
        if state is None:
            if len(self._live) >= self._sweep_at:
                self._sweep(watermark_ms)
            state = self._live[key] = self._states.empty()
        return state

    def _sweep(self, watermark_ms: int) -> None:
        self._live = {
            key: state for key, state in self._live.items() if watermark_ms <= state.expires_at_ms()
        }
        self._sweep_at = max(_FEWEST_TO_SWEEP, 2 * len(self._live))
