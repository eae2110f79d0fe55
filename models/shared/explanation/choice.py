"""Which explainer a model gets: the exact one of its artifact, else occlusion."""

from models.shared.explanation.explanation import Explainer
from models.shared.explanation.image import decode_explainer
from models.shared.explanation.occlusion import OcclusionExplainer
from models.shared.explanation.shapley import ShapleyExplainer
from models.shared.scorer import OnnxScorer


def explainer_for(scorer: OnnxScorer) -> Explainer:
    """The explainer of the model that `scorer` scores with.

    Raises:
        ExplainerError: the artifact has an explainer that does not fit the model.
    """
    raw = scorer.artifact.explainer_bytes
    if raw is None:
        return OcclusionExplainer(scorer)
    return ShapleyExplainer(decode_explainer(raw), scorer.manifest)
