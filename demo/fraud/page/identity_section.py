"""What was simulated and what decided, with everything needed to run it again."""

from demo.fraud.finding import Exhibits, Finding
from features.fraud.catalogue import SHIPPED
from features.shared.definitions.model import Definitions
from models.fraud.thresholds import thresholds_of
from models.shared.manifest import ModelManifest
from models.shared.rules import RuleSet
from reporting.blocks import code, facts, section
from reporting.markup import element, text
from reporting.wording import count


def identity_section(finding: Finding, exhibits: Exhibits) -> str:
    """The section."""
    return section(
        "Data and settings",
        "",
        facts(
            [
                ("Payments", text(_payments(finding))),
                ("Disorder", text(_disorder(finding))),
                ("Labels", text(_labels(finding))),
                ("Model", _model(exhibits.manifest)),
                ("Trained on", code(exhibits.manifest.training_data_id)),
                ("Rules", _rules(exhibits.rules)),
                *_definitions(exhibits.definitions),
                ("Job", text(f"version {finding.decisions[0].job_version or 'not stated'}")),
            ]
        ),
    )


def _payments(finding: Finding) -> str:
    scenario = finding.plan.scenario
    detection = finding.summary.detection
    return (
        f"{count(scenario.payments)} simulated, seed {scenario.seed}: {count(detection.frauds)}"
        f" frauds, {count(detection.genuine)} genuine"
    )


def _disorder(finding: Finding) -> str:
    expected = finding.data.expected
    return (
        f"{count(expected.duplicates)} redelivered, {count(expected.late)} too late for exact"
        f" features, {count(expected.malformed)} malformed; others out of order by minutes"
    )


def _labels(finding: Finding) -> str:
    labels = finding.data.labels
    if not labels:
        return "none: hardly any is reported within so few days"
    frauds = sum(label.is_fraud for label in labels)
    return f"{count(len(labels))}, of which {count(frauds)} say fraud; the risk features count them"


def _model(manifest: ModelManifest) -> str:
    thresholds = thresholds_of(manifest)
    about = (
        f"{manifest.name} {manifest.version}, flag from {thresholds.flag:g}, block from"
        f" {thresholds.block:g}, {len(manifest.features)} features, "
    )
    return element("span", text(about), code(manifest.sha256))


def _definitions(definitions: Definitions) -> list[tuple[str, str]]:
    """Whose features they are, where they are not the shipped ones."""
    if definitions.sha256 == SHIPPED.sha256:
        return []
    about = f"{definitions.path}, {len(definitions.features)} features, "
    return [("Definitions", element("span", text(about), code(definitions.sha256)))]


def _rules(rules: RuleSet) -> str:
    about = f"version {rules.version}, {len(rules.rules)} rules, "
    return element("span", text(about), code(rules.sha256))
