"""Explains by exact Shapley values, with an explainer that was checked against the model."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.shared.explanation.explanation import Explanation, Method
from models.shared.explanation.image import ExplainerError, ExplainerImage, Weights
from models.shared.explanation.linear_shapley import LinearShapley
from models.shared.explanation.tree_shapley import TreeShapley
from models.shared.manifest import ModelManifest

ADDITIVITY_TOLERANCE: Final = 1e-5


class ShapleyExplainer:
    """Explains a model by its explainer file.

    Args:
        image: the explainer.
        manifest: of the model that it explains.

    Raises:
        ExplainerError: it has other features than the model, or the contributions of a probe of
            the manifest do not add up to the probe's score.
    """

    method: Method = "shapley"

    def __init__(self, image: ExplainerImage, manifest: ModelManifest) -> None:
        if image.features != manifest.features:
            raise ExplainerError(
                f"features: {', '.join(image.features)}, expected those of the model:"
                f" {', '.join(manifest.features)}"
            )
        usual = manifest.reference_row()
        self._link = image.link
        self._game = (
            LinearShapley(image.model, usual)
            if isinstance(image.model, Weights)
            else TreeShapley(image.model, usual)
        )
        self._usual_margin = self._game.margin(usual)
        self._check(manifest)

    def explain(self, row: NDArray[np.float32]) -> Explanation:
        """The contributions of a (features,) row, missing values filled.

        Contributions to the margin are exact. Each is given in score too: times the steepness of
        the link between the two margins, so that they add up to the difference of the scores.
        """
        shares = self._game.contributions(row)
        steepness = self._link.steepness(
            self._usual_margin, self._usual_margin + float(shares.sum())
        )
        return Explanation(
            method=self.method,
            contributions=shares * steepness,
            log_odds=shares * self._link.slope if self._link.margin == "log_odds" else None,
            usual_score=self._link.score(self._usual_margin),
        )

    def _check(self, manifest: ModelManifest) -> None:
        for number, probe in enumerate(manifest.probes, start=1):
            shares = self._game.contributions(np.array(probe.values, dtype=np.float32))
            score = self._link.score(self._usual_margin + float(shares.sum()))
            if not abs(score - probe.score) <= ADDITIVITY_TOLERANCE:
                raise ExplainerError(
                    f"probe {number}: the contributions add up to the score {score:.6f},"
                    f" expected {probe.score:.6f}"
                )
