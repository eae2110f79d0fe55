"""What the fraud job tries in a place, beyond what every job needs there."""

from typing import Final

from udfs.fraud import decision_stage, entry_stage, middle_stage
from udfs.fraud.loading import DEFAULT, DeciderLoader
from udfs.shared import store_stage
from udfs.shared.probe.place import Checks

# A TaskManager that has run the probe then has all that the job imports: in thread mode the folder
# that it was imported from is gone by then.
_STAGES: Final = (entry_stage, middle_stage, decision_stage, store_stage)


def own_checks() -> Checks:
    """Each check by its name."""
    return {
        "stages": lambda: ", ".join(stage.__name__ for stage in _STAGES),
        "decider": _decider,
    }


def _decider() -> str:
    """Loads rules and model, which scores the probes of its manifest."""
    decider = DeciderLoader(DEFAULT, DEFAULT, "probe")()
    return f"rules and model load, the model scores as trained ({type(decider).__name__})"
