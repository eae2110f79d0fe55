"""What keeps a topology from being described."""


class TopologyError(RuntimeError):
    """The state of a topology cannot be told; the message names the operator and says why."""
