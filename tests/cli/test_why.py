"""`revstream why` explains a decision from its record, and decides it again."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from cli.why.command import command
from events.fraud.decision import Decision
from events.fraud.payment import Payment
from events.shared.feature_value import FeatureValue
from events.shared.json_records import encode
from features.fraud.catalogue import SHIPPED
from features.fraud.payment_plan import payment_plan
from features.shared.limits import HistoryLimits
from models.fraud.artifact import load_model_for
from models.fraud.decider import Decider
from models.fraud.given_features import given_by, needed_names
from models.fraud.rules import catalogue_schema, load_default_rules, parse_fraud_rules
from models.fraud.shipped_model import SHIPPED_MODEL
from models.shared.artifact import ModelArtifact, ModelArtifactError, save_artifact
from models.shared.explanation.image import ExplainerImage, Weights, encode_explainer
from models.shared.explanation.link import Link
from models.shared.scorer import OnnxScorer
from tests.models.tiny_model import FEATURES as TINY_FEATURES
from tests.models.tiny_model import tiny_artifact

SCORED: dict[str, FeatureValue] = {
    "amount_minor": 1,
    "card_count_1h": 1,
    "card_new_merchant": True,
    "card_speed_kmh": None,
}
RULED: dict[str, FeatureValue] = {"card_count_5m": 12}


def payment(**changes: Any) -> Payment:  # noqa: ANN401 - any field
    plain = Payment(
        transaction_id="tx-1",
        card_id="card-1",
        merchant_id="merchant-1",
        amount_minor=1,
        currency="EUR",
        country="DE",
        channel="pos",
        event_time_ms=1_700_000_000_000,
    )
    return msgspec.structs.replace(plain, **changes)


def explained_artifact() -> ModelArtifact:
    """The tiny model with its exact explainer."""
    bare = tiny_artifact()
    weights = Weights((1.0, 1.0, 1.0, 1.0), 0.0)
    raw = encode_explainer(ExplainerImage(TINY_FEATURES, weights, Link("log_odds")))
    manifest = msgspec.structs.replace(bare.manifest, explainer_sha256=sha256(raw).hexdigest())
    return ModelArtifact(manifest, bare.onnx_bytes, raw)


def decide(
    values: dict[str, FeatureValue],
    artifact: ModelArtifact | None = None,
    *,
    late: bool = False,
    **changes: Any,  # noqa: ANN401 - any field of the payment
) -> Decision:
    """What the job would decide; all values but the given are 0."""
    artifact, rules = artifact or explained_artifact(), load_default_rules(catalogue_schema())
    needed = needed_names(SHIPPED, rules, artifact.manifest.features)
    given = given_by(payment_plan(SHIPPED, HistoryLimits(), needed))
    kinds = {feature.name: feature.kind for feature in SHIPPED.features}
    zeros: dict[str, FeatureValue] = {
        name: {"int": 0, "float": 0.0, "bool": False}[kinds[name]]
        for name in (given.late_names if late else given.names)
    }
    row = list({**zeros, **values}.values())
    decider = Decider(rules, OnnxScorer(artifact, given.names), "1", lambda: 0, given=given)
    verdict = decider.judge(payment(**changes), row, late=late)
    return decider.decision(payment(**changes), row, verdict, {"in_job": 4_000}, late=late)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    save_artifact(tmp_path / "model", explained_artifact())
    return tmp_path / "model"


def written(folder: Path, *decisions: Decision) -> Path:
    path = folder / "decisions.jsonl"
    path.write_bytes(b"".join(encode(decision) + b"\n" for decision in decisions))
    return path


def why(transaction: str, decisions: Path, *arguments: object) -> Result:
    line = [transaction, "--decisions", decisions, "--registry", decisions.parent, *arguments]
    return CliRunner().invoke(command, [str(part) for part in line], catch_exceptions=False)


def test_a_score_is_explained_feature_by_feature_and_reproduced(
    tmp_path: Path, model: Path
) -> None:
    result = why("tx-1", written(tmp_path, decide(SCORED)), "--model", model)
    assert result.exit_code == 0
    assert "action    flag, by the model, score 0.880797 (flag from 0.5" in result.output
    assert "score 0.8808 = 0.5000 of a usual payment +0.3808" in result.output
    assert "card_new_merchant                       yes           no   +0.1904    +1.000" in (
        result.output
    )
    assert "reproduced: yes" in result.output


def test_contributions_in_json_add_up_to_the_score(tmp_path: Path, model: Path) -> None:
    decisions = written(tmp_path, decide(SCORED))
    (account,) = json.loads(why("tx-1", decisions, "--model", model, "--json").output)["decisions"]
    explained = account["model"]
    score = account["decision"]["score"]
    for lines in (explained["features"], explained["codes"]):
        total = sum(line["contribution"] for line in lines)
        assert explained["usual_score"] + total == pytest.approx(score)
    assert {line["code"] for line in explained["codes"]} == {"R01", "R02", "R04", "R05"}
    assert account["reproduced"] is True


def test_the_reasons_of_the_decision_are_the_codes_of_the_account(
    tmp_path: Path, model: Path
) -> None:
    decision = decide({**SCORED, "card_speed_kmh": 2.0})
    decisions = written(tmp_path, decision)
    (account,) = json.loads(why("tx-1", decisions, "--model", model, "--json").output)["decisions"]
    found = [(line["code"], line["contribution"]) for line in account["model"]["codes"][:3]]
    assert sorted(code for code, _ in found) == sorted(str(r.code) for r in decision.reasons)
    assert [reason.contribution for reason in decision.reasons] == pytest.approx(
        [contribution for _, contribution in found], abs=1e-6
    )


def test_a_rule_is_shown_with_its_expression_and_what_it_saw(tmp_path: Path, model: Path) -> None:
    result = why("tx-1", written(tmp_path, decide(RULED)), "--model", model)
    assert result.exit_code == 0
    assert "block, by the rules\n" in result.output
    assert "rule card_velocity v1: block" in result.output
    assert "  card_count_5m >= 10\n    card_count_5m                    12\n" in result.output
    assert "model   yes  did not score this payment" in result.output


def test_a_rule_on_the_payment_itself_is_shown_with_what_it_saw(
    tmp_path: Path, model: Path
) -> None:
    large: dict[str, FeatureValue] = {
        "amount_minor": 1_000_000,
        "card_max_minor_30d": 1_000_000,
        "card_count_30d": 5,
        "card_new_merchant": True,
    }
    result = why("tx-1", written(tmp_path, decide(large, currency="CHF")), "--model", model)
    assert result.exit_code == 0
    assert "rule very_large_at_new_merchant v1: flag" in result.output
    assert "    currency                         CHF\n" in result.output
    assert "all 10 rules say the same again" in result.output
    assert "reproduced: yes\n" in result.output


def test_a_record_that_lacks_what_rules_read_is_explained_but_not_reproduced(
    tmp_path: Path, model: Path
) -> None:
    path = written(tmp_path, decide(SCORED))
    record = json.loads(path.read_bytes())
    for name in ("currency", "country", "channel"):
        del record[name]
    path.write_text(json.dumps({**record, "schema_version": 1}) + "\n")
    result = why("tx-1", path, "--model", model)
    assert result.exit_code == 1
    assert "score 0.8808 = 0.5000 of a usual payment +0.3808" in result.output
    assert "rules   NO   the record has no channel, currency, which rules read" in result.output
    assert "--rules" not in result.output


def test_a_late_payment_is_reproduced_from_its_own_features(tmp_path: Path, model: Path) -> None:
    result = why("tx-1", written(tmp_path, decide({}, late=True)), "--model", model)
    assert result.exit_code == 0
    assert "allow, by the rules" in result.output
    assert "the payment came too late" in result.output


def test_payments_of_several_cards_with_one_transaction_id_are_all_shown(
    tmp_path: Path, model: Path
) -> None:
    decisions = written(tmp_path, decide(SCORED), decide(RULED, card_id="card-2"))
    result = why("tx-1", decisions, "--model", model)
    assert "tx-1 of card-1 at" in result.output
    assert "tx-1 of card-2 at" in result.output


def test_a_decision_delivered_twice_is_shown_once(tmp_path: Path, model: Path) -> None:
    result = why("tx-1", written(tmp_path, *[decide(SCORED)] * 2), "--model", model)
    assert result.output.count("tx-1 of card-1") == 1


def test_an_unknown_transaction_is_faulty_input(tmp_path: Path, model: Path) -> None:
    result = why("tx-2", written(tmp_path, decide(SCORED)), "--model", model)
    assert result.exit_code == 2
    assert "has no decision of transaction 'tx-2'" in result.output


@pytest.mark.parametrize("line", [b"{\n", b'{"transaction_id":"tx-1"}\n', b"\xff\n", b"\n"])
def test_a_line_that_is_no_decision_is_named(tmp_path: Path, line: bytes) -> None:
    path = written(tmp_path, decide(RULED))
    path.write_bytes(path.read_bytes() + line)
    with pytest.raises(ValueError, match=r"decisions\.jsonl, line 2: not a decision"):
        why("tx-1", path)


def test_a_last_line_that_is_still_being_written_is_left_out(tmp_path: Path, model: Path) -> None:
    path = written(tmp_path, decide(SCORED))
    path.write_bytes(path.read_bytes() + b'{"transaction_id":"tx-1","card')
    assert why("tx-1", path, "--model", model).exit_code == 0


def test_the_decision_of_another_model_is_not_reproduced_but_shown(tmp_path: Path) -> None:
    result = why("tx-1", written(tmp_path, decide(SCORED)))
    assert result.exit_code == 1
    assert "action    flag, by the model, score 0.880797\n" in result.output
    assert "model   NO   decided by tiny 1" in result.output
    assert "searched: 0 models of registry " in result.output
    assert "the shipped model; name others with --model or --registry" in result.output


def test_the_decision_of_other_rules_is_not_reproduced(tmp_path: Path, model: Path) -> None:
    text = (
        "version: 1\nrules:\n  - {id: big, version: 1, expression: amount_minor > 5,"
        " action: flag, reason: Big}\n"
    )
    rules = tmp_path / "rules.yaml"
    rules.write_text(text)
    decision = msgspec.structs.replace(decide(SCORED), ruleset="0" * 64)
    result = why("tx-1", written(tmp_path, decision), "--model", model, "--rules", rules)
    assert result.exit_code == 1
    assert f"searched: {rules}, the shipped rules; name others with --rules" in result.output
    fitting = msgspec.structs.replace(
        decision, ruleset=parse_fraud_rules(text, "", catalogue_schema()).sha256
    )
    result = why("tx-1", written(tmp_path, fitting), "--model", model, "--rules", rules)
    assert result.exit_code == 0


def test_the_model_is_found_in_the_registry_by_the_sha256_of_the_record(tmp_path: Path) -> None:
    other = msgspec.structs.replace(tiny_artifact().manifest, version="2")
    for version, artifact in (("1", explained_artifact()), ("2", tiny_artifact())):
        save_artifact(tmp_path / "models" / "tiny" / version, artifact)
    save_artifact(tmp_path / "models" / "tiny" / "3", replace(tiny_artifact(), manifest=other))
    (tmp_path / "models" / "tiny" / "1" / "manifest.json").write_text("{")
    result = why("tx-1", written(tmp_path, decide(SCORED)), "--registry", tmp_path / "models")
    assert result.exit_code == 0
    assert f"found: {tmp_path / 'models' / 'tiny' / '2'}" in result.output
    record = decide(SCORED, replace(tiny_artifact(), manifest=other))
    result = why("tx-1", written(tmp_path, record), "--registry", tmp_path / "models")
    assert f"found: {tmp_path / 'models' / 'tiny' / '3'}" in result.output


def test_each_decision_is_decided_again_by_its_own_model(tmp_path: Path) -> None:
    save_artifact(tmp_path / "models" / "tiny" / "1", explained_artifact())
    of_shipped = decide(SCORED, load_model_for(SHIPPED_MODEL, SHIPPED), card_id="card-2")
    decisions = written(tmp_path, decide(SCORED), of_shipped)
    result = why("tx-1", decisions, "--registry", tmp_path / "models")
    assert result.exit_code == 0
    assert result.output.count("reproduced: yes") == 2


def test_a_given_model_with_faults_is_refused(tmp_path: Path, model: Path) -> None:
    (model / "model.onnx").write_bytes(b"")
    with pytest.raises(ModelArtifactError, match=r"model\.onnx: its sha256 is"):
        why("tx-1", written(tmp_path, decide(RULED)), "--model", model)


def test_rules_are_found_in_a_folder_by_their_fingerprint(tmp_path: Path, model: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    rule = "{id: big, version: 1, expression: amount_minor > 5, action: flag, reason: Big}"
    for version in (1, 2, 3):
        text = f"version: {version}\nrules: [{rule}]\n"
        (folder / f"{version}.yaml").write_text(text)
    (folder / "faulty.yaml").write_text("version: none")
    wanted = parse_fraud_rules((folder / "2.yaml").read_text(), "", catalogue_schema()).sha256
    decision = msgspec.structs.replace(decide(SCORED), ruleset=wanted)
    found = why("tx-1", written(tmp_path, decision), "--model", model, "--rules", folder)
    assert found.exit_code == 0
    (folder / "2.yaml").unlink()
    missed = why("tx-1", written(tmp_path, decision), "--model", model, "--rules", folder)
    assert missed.exit_code == 1
    assert "the shipped rules, 1 file with faults left out; name others" in missed.output


def test_ids_cannot_give_orders_to_the_terminal(tmp_path: Path, model: Path) -> None:
    decision = decide(SCORED, card_id="c\x1b[2J\nreproduced: yes", merchant_id="\u202em[bold]")
    result = why("tx-1", written(tmp_path, decision), "--model", model)
    assert result.exit_code == 0
    assert r"tx-1 of c\x1b[2J\nreproduced: yes at \u202em[bold]," in result.output
    assert set(result.output).isdisjoint("\x1b\u202e")


@pytest.mark.parametrize(
    ("values", "changes", "failing"),
    [
        (SCORED, {"score": 0.880799}, ["score"]),
        (SCORED, {"action": "block"}, ["action"]),
        (SCORED, {"features": {"amount_minor": 1}}, ["score", "rules"]),
        (RULED, {"rule_hits": ()}, ["rules", "action"]),
        (RULED, {"action": "allow"}, ["action"]),
    ],
)
def test_a_record_that_contradicts_itself_is_not_reproduced(
    values: dict[str, FeatureValue],
    changes: dict[str, Any],
    failing: list[str],
    tmp_path: Path,
    model: Path,
) -> None:
    decision = msgspec.structs.replace(decide(values), **changes)
    result = why("tx-1", written(tmp_path, decision), "--model", model, "--json")
    assert result.exit_code == 1
    (account,) = json.loads(result.output)["decisions"]
    assert [check["name"] for check in account["checks"] if not check["holds"]] == failing


def test_a_changed_feature_changes_score_or_rules(tmp_path: Path, model: Path) -> None:
    for values, name in ((SCORED, "card_count_1h"), (RULED, "card_count_5m")):
        decision = decide(values)
        changed = msgspec.structs.replace(decision, features={**decision.features, name: 3})
        assert why("tx-1", written(tmp_path, changed), "--model", model).exit_code == 1


def test_contributions_by_occlusion_are_marked_as_such(tmp_path: Path) -> None:
    save_artifact(tmp_path / "bare", tiny_artifact())
    decisions = written(tmp_path, decide(SCORED, tiny_artifact()))
    result = why("tx-1", decisions, "--model", tmp_path / "bare")
    assert result.exit_code == 0
    assert "contributions are by occlusion" in result.output


def test_a_payment_like_all_others_has_nothing_to_contribute(tmp_path: Path, model: Path) -> None:
    result = why("tx-1", written(tmp_path, decide({})), "--model", model)
    assert result.exit_code == 0
    assert "0.5000 of a usual payment +0.0000" in result.output


def test_the_shipped_model_and_rules_are_the_default(tmp_path: Path) -> None:
    decision = decide(SCORED, load_model_for(SHIPPED_MODEL, SHIPPED))
    result = why("tx-1", written(tmp_path, decision))
    assert result.exit_code == 0
    assert "reproduced: yes" in result.output


def test_the_folder_of_results_stands_for_its_decisions(tmp_path: Path, model: Path) -> None:
    file = written(tmp_path, decide(SCORED))
    line = ["tx-1", "--model", str(model), "--decisions"]
    by_folder, by_file = (CliRunner().invoke(command, [*line, str(at)]) for at in (tmp_path, file))
    assert "reproduced: yes" in by_folder.output
    assert by_folder.output == by_file.output


def test_a_folder_without_decisions_says_how_to_get_at_them(tmp_path: Path) -> None:
    (tmp_path / ".parts").mkdir()
    with pytest.raises(ValueError, match=r"no decisions\.jsonl is in it; run `revstream collect"):
        why("tx-1", tmp_path)
