"""The guide lists the reason codes that there are."""

import re
from pathlib import Path

from features.fraud.catalogue import SHIPPED
from models.fraud.explanation.reason_codes import ReasonCodes

GUIDE = Path(__file__).parents[3] / "docs" / "explanations.md"
WINDOW = re.compile(r"_\d+[mhdw]$")


def test_the_guide_has_every_reason_code_with_its_features() -> None:
    codes = ReasonCodes(SHIPPED)
    stems: dict[str, dict[str, None]] = {reason.code: {} for reason in codes.codes}
    for feature in SHIPPED.features:
        stems[codes.of(feature.name).code][WINDOW.sub("", feature.name)] = None
    rows = [line for line in GUIDE.read_text().splitlines() if line.startswith("| R")]
    assert rows == [
        f"| {one.code} | {one.name} | {', '.join(f'`{stem}`' for stem in stems[one.code])} |"
        for one in codes.codes
    ]
