"""Other rules and models come into force whole, settled and checked, or are refused and said."""

import asyncio
from os import mkfifo
from pathlib import Path

import pytest

from jobs.fraud.decided_by import decided_by
from jobs.fraud.settings import load_settings
from serving.fraud.named_files import NamedFiles
from serving.fraud.payment_scorer import PaymentScorer
from serving.fraud.replacing import Replacing
from tests.serving.fraud.replaceable import ALL_BLOCKED, BROKEN, NONE_MATCHES, Replaceable


def _nothing() -> None:
    """Nothing."""


class Looking:
    """What looks at the files of a test.

    Attributes:
        taken: scorers that came into force.
        built: how often one was made.
        while_built: done while one is made.
    """

    def __init__(self, files: Replaceable, definitions: Path | None = None) -> None:
        named = {} if definitions is None else {"features.definitions": str(definitions)}
        settings = load_settings(
            {}, {"source.uri": "file:payments.jsonl", **files.properties, **named}
        )
        self.taken: list[PaymentScorer] = []
        self.built = 0
        self.while_built = _nothing

        def build() -> PaymentScorer:
            self.built += 1
            made = PaymentScorer(decided_by(settings), settings)
            self.while_built()
            return made

        looked_at = NamedFiles.of(settings)
        self.replacing = Replacing(
            files=looked_at,
            digest=looked_at.digest(),
            scorer=build(),
            build=build,
            put_in_force=self.taken.append,
            every_s=0.001,
        )
        self.built = 0

    def look(self, times: int = 1) -> None:
        async def looks() -> None:
            for _ in range(times):
                await self.replacing.look()

        asyncio.run(looks())

    @property
    def faults(self) -> tuple[str, ...]:
        refused = self.replacing.refused
        return () if refused is None else refused.faults


@pytest.fixture
def files(tmp_path: Path) -> Replaceable:
    return Replaceable.begun(tmp_path)


@pytest.fixture
def looking(files: Replaceable) -> Looking:
    return Looking(files)


def test_rules_come_into_force_once_their_file_has_settled(
    files: Replaceable, looking: Looking
) -> None:
    before = looking.replacing.in_force
    looking.look(2)
    files.write_rule(ALL_BLOCKED)
    looking.look()
    assert (looking.taken, looking.replacing.in_force) == ([], before)
    looking.look(3)
    [taken] = looking.taken
    now = looking.replacing.in_force
    assert (now.ruleset, now.model) == (taken.decider.ruleset, before.model)
    assert now.ruleset != before.ruleset
    assert (looking.replacing.counts, looking.built) == ({"replaced": 1, "refused": 0}, 1)


def test_the_rules_before_can_be_had_again(files: Replaceable, looking: Looking) -> None:
    before = looking.replacing.in_force
    for rule in (ALL_BLOCKED, NONE_MATCHES):
        files.write_rule(rule)
        looking.look(2)
    assert len(looking.taken) == looking.replacing.counts["replaced"] == 2
    assert looking.replacing.in_force.ruleset == before.ruleset


def test_a_file_that_is_still_written_to_is_waited_for(
    files: Replaceable, looking: Looking
) -> None:
    for amount in range(4):
        files.write_rule(f"amount_minor > {amount}, action: block, reason: all")
        looking.look()
    assert (looking.built, looking.taken) == (0, [])


def test_what_changes_while_it_is_read_is_not_taken(files: Replaceable, looking: Looking) -> None:
    files.write_rule(ALL_BLOCKED)
    looking.while_built = lambda: files.write_model("3")
    looking.look(2)
    assert (looking.taken, looking.built, looking.faults) == ([], 1, ())
    looking.while_built = _nothing
    looking.look(2)
    [taken] = looking.taken
    assert (taken.decider.model.version, taken.decider.thresholds.block) == ("3", 0.9)


def test_one_that_is_not_usable_is_refused_once_and_what_was_in_force_stays(
    files: Replaceable, looking: Looking
) -> None:
    before = looking.replacing.in_force
    files.write_rule(BROKEN)
    looking.look(5)
    assert (looking.taken, looking.built, looking.replacing.in_force) == ([], 1, before)
    assert looking.replacing.counts == {"replaced": 0, "refused": 1}
    [fault] = looking.faults
    assert fault.startswith("decision.rules:2: ")
    assert "no_such_feature" in fault


def test_it_goes_on_by_itself_once_the_files_are_mended(
    files: Replaceable, looking: Looking
) -> None:
    files.break_model()
    looking.look(2)
    [fault] = looking.faults
    assert fault.startswith("model artifact decision.model: model.onnx: its sha256 is ")
    assert str(files.folder) not in fault
    files.write_model("3")
    looking.look(2)
    assert (looking.faults, looking.replacing.in_force.model.version) == ((), "3")


def test_files_that_are_as_before_again_are_no_replacement(
    files: Replaceable, looking: Looking
) -> None:
    files.write_rule(BROKEN)
    looking.look(2)
    assert looking.faults
    files.write_rule(NONE_MATCHES)
    looking.look(2)
    assert (looking.faults, looking.taken, looking.built) == ((), [], 1)
    files.write_rule(BROKEN)
    looking.look(2)
    assert looking.replacing.counts == {"replaced": 0, "refused": 2}


def test_a_link_to_another_version_of_the_model_is_followed(
    files: Replaceable, tmp_path: Path
) -> None:
    files.model.rename(tmp_path / "2")
    files.model.symlink_to(tmp_path / "2")
    looking = Looking(files)
    third = Replaceable.begun(tmp_path / "other")
    third.write_model("3")
    files.model.unlink()
    files.model.symlink_to(third.model)
    looking.look(2)
    assert [one.decider.model.version for one in looking.taken] == ["3"]


def test_files_that_are_gone_are_refused(files: Replaceable, looking: Looking) -> None:
    files.rules.unlink()
    looking.look(2)
    assert looking.faults == ("decision.rules:1: cannot be read: No such file or directory",)


def test_what_fails_in_a_way_that_nobody_foresaw_changes_nothing(
    files: Replaceable, looking: Looking
) -> None:
    def fails() -> None:
        raise MemoryError(files.folder)

    files.write_rule(ALL_BLOCKED)
    looking.while_built = fails
    looking.look(2)
    assert (looking.taken, looking.faults) == ([], ("cannot be used: MemoryError",))


def test_other_definitions_want_a_new_start(files: Replaceable, tmp_path: Path) -> None:
    definitions = tmp_path / "own.yaml"
    own = "version: 1\nextends: shipped\nfeatures:\n  - {name: doubled, value: 'amount_minor * 2'"
    definitions.write_text(own + ", description: a, reason: R01}\n")
    looking = Looking(files, definitions)
    definitions.write_text(own.replace("* 2", "* 3") + ", description: a, reason: R01}\n")
    looking.look(2)
    assert looking.taken == []
    assert looking.faults[0].startswith("features.definitions: other definitions than those")


def test_a_rule_may_read_what_was_not_computed_before(files: Replaceable, looking: Looking) -> None:
    files.write_rule("card_count_decayed_1h > 1e9, action: block, reason: none")
    looking.look(2)
    [taken] = looking.taken
    assert "card_count_decayed_1h" in taken.plan.names


def test_a_pipe_in_place_of_a_file_stops_nothing(files: Replaceable, looking: Looking) -> None:
    files.rules.unlink()
    mkfifo(files.rules)
    looking.look(2)
    assert looking.faults == ("decision.rules:1: is no regular file, which a rules file must be",)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", ["model.onnx", "manifest.json", "explainer.msgpack"])
def test_a_pipe_in_place_of_a_file_of_the_model_stops_nothing(
    files: Replaceable, looking: Looking, name: str
) -> None:
    (files.model / name).unlink()
    mkfifo(files.model / name)
    looking.look(2)
    assert f"{name}: cannot be read (is no regular file)" in looking.faults[0]


def test_what_comes_with_the_code_is_not_looked_at() -> None:
    named = NamedFiles.of(load_settings({}, {"source.uri": "file:payments.jsonl"}))
    assert not named
    assert named.digest() == NamedFiles({}).digest()


def test_a_text_names_settings_and_not_places_of_the_machine() -> None:
    named = NamedFiles({"decision.rules": Path("/etc/own/rules.yaml")})
    told = named.without_paths("/etc/own/rules.yaml:3: reads /etc/own/rates.csv")
    assert told == "decision.rules:3: reads rates.csv"
