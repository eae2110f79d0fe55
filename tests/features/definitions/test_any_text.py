"""Whatever a definition file has in it, it gives definitions or faults with lines."""

import os
from pathlib import Path
from random import Random
from typing import Final

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from features.fraud.definitions import load_definitions, shipped_text
from features.shared.definitions.faults import DefinitionsError
from tests.features.definitions.files import SOUND, faults, with_feature

ALIASES: Final = "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 21))
BOMB: Final = f"a0: &a0 [x]\n{ALIASES}"

HOSTILE: Final = {
    "": "the file is empty",
    "[]": "expected the keys version, entities, features, found a list",
    "version: 1\nfeatures: &a [*a]": "feature: expected the keys name, description, found a list",
    f"{BOMB}features: *a20": "unknown key 'a0'",
    f"{BOMB}entities: {{card: *a20}}": "entity 'card': 'field' must be text, found a list",
    "{a: " * 50_000: "not definitions: nested too deeply",
    "version: !!python/name:os.system 1": "'version' must be a whole number from 1 to 1",
    "version: 0x1": "'version' must be a whole number from 1 to 1, found 0x1",
    f"version: {'9' * 5_000}": "'version' must be a whole number from 1 to 1",
    'version: "\\UFFFFFFFF"': "not YAML: ",
    "version: 1\x00": "not YAML: ",
    "- x\n" * 40_000: "not definitions: more than 30000 keys and values",
    "a: [": "not YAML: ",
    'fields: {"\\ud800": {type: text}}': "fields: expected a name, found '\\ud800'",
    "fields: {? [a] : {type: text}}": "fields: expected a name, found a list",
    "fields: 7": "fields: expected a mapping of at most 100 names, found a whole number",
    "entities: {card: {a: b}}": "entity 'card': expected one field or two, found a mapping",
    "features: {a: b}": "'features' must be a list of 1 to 500 features",
    "features: [7, null, [a]]": "feature: expected the keys name, description",
    "reasons: {R01: 7}": "reasons: 'R01' must be text, found a whole number",
    "money: []": "money: expected the keys base_currency, rates",
    "money: {base_currency: EURO}": "money: base_currency 'EURO' is no currency code",
    "money: {max_age: 10}": "money: 'max_age' must be a whole number and s, m, h, d or w",
    "money: {missing_rate: skip}": "must be one of dead_letter, missing, found 'skip'",
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:30]))
def test_a_hostile_file_has_faults(text: str) -> None:
    assert HOSTILE[text] in "\n".join(message for _, message in faults(text))


FEATURES: Final = {
    "name: [a]\nvalue: amount_minor\ndescription: A.": "'name' must be text, found a list",
    "name: a\nvalue: 7\ndescription: A.": "'value' must be text, found a whole number",
    f"name: a\nvalue: {'(' * 300}\ndescription: A.": "brackets can be open",
    "name: a\nvalue: __import__('os')\ndescription: A.": "unknown function '__import__'",
    "name: a\nvalue: amount_minor.real\ndescription: A.": "attribute access (.) is not part",
    "name: a\nof: card\ncount:\nover: {a: b}\ndescription: A.": "'over' must be a whole number",
    "name: a\nof: card\ncount:\nover: [[1h]]\ndescription: A.": "found a list",
    "name: a\nof: [card]\ncount:\nover: 1h\ndescription: A.": "'of' must be text, found a list",
    "name: a\nof: card\nown: x\nkind: int\nparameters: {a: [1]}\nover: 1h\ndescription: A.": (
        "parameters: 'a' must be text, found a list"
    ),
    "name: a\nof: card\nlast_values: country\nn: 1000\nover: 1h\ndescription: A.": (
        "'n' must be a whole number from 1 to 50, found 1000"
    ),
    "name: a\nof: card\nconfirmed_share: {prior: 1e999, weight: 1}\nover: 1h\ndescription: A.": (
        "'prior' must be a number"
    ),
    "name: a\nof: card\nconfirmed_share: {prior: .nan, weight: 1}\nover: 1h\ndescription: A.": (
        "'prior' must be a number, found .nan"
    ),
    f"name: {'a' * 65}\nvalue: amount_minor\ndescription: A.": "must have 1 to 64 characters",
    f"name: {'a' * 62}\nof: card\ncount:\nover: [24h]\ndescription: A.": (
        "the name must have at most 64 characters, found 66"
    ),
    f"name: a\nvalue: amount_minor\ndescription: {'A' * 301}": "must have 1 to 300 characters",
}


@pytest.mark.parametrize("text", FEATURES, ids=lambda text: ascii(text[:60]))
def test_a_hostile_feature_has_faults(text: str) -> None:
    assert FEATURES[text] in "\n".join(message for _, message in faults(with_feature(text)))


def test_too_many_features_are_refused() -> None:
    windows = ", ".join(f"{n}m" for n in range(1, 21))
    many = "".join(
        f"  - {{name: c{n}, of: card, count: , over: [{windows}], description: C.}}\n"
        for n in range(26)
    )
    message = "at most 500 features, found 523 with all windows"
    assert message in [fault for _, fault in faults(SOUND + many)]


@pytest.mark.timeout(20)
def test_reading_ends_after_very_many_faults() -> None:
    value = " and ".join(f"card_coun_{n:02d}" for n in range(90))
    many = "".join(f"  - {{name: n{n}, value: '{value}', description: N.}}\n" for n in range(60))
    found = faults(SOUND + many)
    assert 500 < len(found) < 700
    assert found[-1] == (29, "features: more than 500 faults, what begins here was not read")


def test_a_device_a_pipe_a_folder_and_what_is_not_there_are_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (Path("/dev/zero"), pipe, tmp_path):
        with pytest.raises(DefinitionsError, match="is no regular file, which a definition file"):
            load_definitions(str(path))
    with pytest.raises(DefinitionsError, match="cannot be read: No such file"):
        load_definitions(str(tmp_path / "absent.yaml"))


def read(text: str) -> bool:
    """Whether the text is a sound file; if not, its faults have lines of it."""
    found = faults(text)
    assert all(1 <= line <= text.count("\n") + 2 for line, _ in found)
    return not found


@given(st.text(max_size=80), st.integers(0, 22))
def test_any_text_among_the_lines_gives_definitions_or_faults(text: str, place: int) -> None:
    lines = SOUND.splitlines(keepends=True)
    read("".join([*lines[:place], text, "\n", *lines[place:]]))
    read(text)


@given(st.binary(max_size=200))
def test_any_bytes_give_definitions_or_faults(content: bytes) -> None:
    read(content.decode("latin-1"))


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_shipped_file_gives_definitions_or_faults(seed: int) -> None:
    sound = [damaged(Random(f"{seed} {number}")) for number in range(10)]
    assert len(sound) == 10


def damaged(random: Random) -> bool:
    """Whether the shipped file is still sound with words of it exchanged."""
    words = shipped_text().split(" ")
    for _ in range(random.randint(1, 3)):
        words[random.randrange(len(words))] = random.choice(
            (
                *words[:2000:7],
                "",
                "7",
                "[]",
                "{",
                "&a",
                "*a",
                "~",
                "!!set",
                "true",
                "-",
                "\t",
                "9" * 99,
            )
        )
    return read(" ".join(words))


def test_damage_is_found_and_some_does_no_harm() -> None:
    found = [damaged(Random(seed)) for seed in range(30)]
    assert 0 < sum(found) < len(found)


def test_the_shipped_text_is_what_yaml_reads() -> None:
    assert yaml.safe_load(shipped_text())["version"] == 1
