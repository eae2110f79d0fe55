"""Why a release does not go on.

nothing was changed          Refused
the service said no          CloudRefused  -> the step has failed
the service did not answer   CloudUnavailable -> the release is interrupted, run it again
"""


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """The release is not begun; the message says why and what would help."""


class StepFailed(Exception):  # noqa: N818 - the field's word for it
    """A step did not reach what it is for; the message says what was seen."""


class CloudUnavailable(Exception):  # noqa: N818 - the state of the service
    """No answer could be had: network, throttling, credentials or rights. Nothing is known."""


class CloudRefused(Exception):  # noqa: N818 - what the service did
    """The service understood a request and refused it.

    Attributes:
        code: the service's code, such as `ResourceInUseException`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class LeaseLost(Exception):  # noqa: N818 - what happened
    """Another release has taken over; this one must not touch anything any more."""


class RollbackStuck(Exception):  # noqa: N818 - what happened
    """A rollback could not be finished; running it again goes on from there."""
