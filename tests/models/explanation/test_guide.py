"""The guide lists the reason codes that there are."""

from pathlib import Path

from models.fraud.explanation.reason_codes import REASON_CODES

GUIDE = Path(__file__).parents[3] / "docs" / "explanations.md"


def test_the_guide_has_every_reason_code_with_its_features() -> None:
    rows = [line for line in GUIDE.read_text().splitlines() if line.startswith("| R")]
    assert rows == [
        f"| {reason.code} | {reason.name} | {', '.join(f'`{stem}`' for stem in reason.stems)} |"
        for reason in REASON_CODES
    ]
