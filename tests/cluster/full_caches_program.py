"""The fraud job whose caches are full from the start; arguments as those of main.py."""

from jobs.fraud import topology
from jobs.program import main
from tests.cluster.full_caches import FullDecisionStage, FullEntryStage

if __name__ == "__main__":
    setattr(topology, "EntryStage", FullEntryStage)  # noqa: B010 - a name that fraud imports
    setattr(topology, "DecisionStage", FullDecisionStage)  # noqa: B010
    main()
