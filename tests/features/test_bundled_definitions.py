"""What a job computes is found in the files of its bundle, without running any of them."""

import json
from dataclasses import replace

import pytest

from features.fraud.bundled_definitions import Named, bundled
from features.fraud.definitions import shipped_text
from features.shared.definitions.faults import DefinitionsError
from features.shared.limits import HistoryLimits
from tests.features.own_files import GROUND

OWN = (
    GROUND
    + "".join(
        f"  - {{name: {name}, of: card, count: , over: 1h, written: false, description: C.}}\n"
        for name in ("by_rule", "by_model", "by_text", "by_none")
    )
    + "  - {name: always, of: card, count: , over: 2h, description: C.}\n"
)
RULES = """\
version: 1
rules:
  - {id: a, version: 1, expression: by_rule > 2 and channel != "by_text", action: flag, reason: A.}
"""
FILES = {
    "features/fraud/definitions.yaml": shipped_text().encode(),
    "features/fraud/own.yaml": OWN.encode(),
    "models/fraud/rules/default.yaml": b"version: 1\nrules: []\n",
    "models/fraud/rules/own-rules.yaml": RULES.encode(),
    "models/fraud/artifacts/fraud-v1/manifest.json": json.dumps(
        {"features": ["by_model"]}
    ).encode(),
    "models/fraud/artifacts/acme/manifest.json": json.dumps({"features": ["by_text"]}).encode(),
}
NAMED = Named(definitions="own.yaml", rules="default", model="default")


def needed(named: Named) -> tuple[str, ...]:
    found = bundled(FILES, named, HistoryLimits())
    assert found is not None
    return found.needed


def test_what_is_written_and_what_rules_and_model_read_is_computed() -> None:
    assert needed(NAMED) == ("by_model", "always")
    named = replace(NAMED, rules="models/fraud/rules/own-rules.yaml", model="fraud-v1")
    assert needed(named) == ("by_rule", "by_model", "always")


def test_a_model_of_the_teams_own_is_not_taken_for_the_shipped_one() -> None:
    assert needed(replace(NAMED, model="acme")) == ("by_text", "always")
    assert needed(NAMED) == ("by_model", "always")


def test_a_file_extends_the_shipped_one_of_its_own_bundle() -> None:
    text = b"version: 1\nextends: shipped\n"
    files = {
        **FILES,
        "features/fraud/definitions.yaml": OWN.encode(),
        "features/fraud/own.yaml": text,
    }
    found = bundled(files, NAMED, HistoryLimits())
    assert found is not None
    assert [one.name for one in found.definitions.features][-1] == "always"


def test_a_bundle_of_before_definitions_were_files_has_none() -> None:
    assert bundled({}, NAMED, HistoryLimits()) is None


@pytest.mark.parametrize(
    ("path", "content", "fault"),
    [
        ("features/fraud/own.yaml", None, "features/fraud/own.yaml: the bundle has no such file"),
        ("models/fraud/rules/default.yaml", b"[", "models/fraud/rules/default.yaml: no rules"),
        ("models/fraud/rules/default.yaml", b"rules: 7", "default.yaml: no rules"),
        (
            "models/fraud/artifacts/fraud-v1/manifest.json",
            b"{}",
            "manifest.json: no manifest of a model",
        ),
        ("models/fraud/artifacts/fraud-v1/manifest.json", None, "the bundle has no such file"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(path: str, content: bytes | None, fault: str) -> None:
    files = {name: text for name, text in FILES.items() if name != path}
    files |= {} if content is None else {path: content}
    with pytest.raises(ValueError, match=fault):
        bundled(files, NAMED, HistoryLimits())


def test_definitions_with_faults_are_none() -> None:
    files = {**FILES, "features/fraud/own.yaml": b"version: 1\n"}
    with pytest.raises(DefinitionsError, match=r"own\.yaml:1: definition file: key 'entities'"):
        bundled(files, NAMED, HistoryLimits())
