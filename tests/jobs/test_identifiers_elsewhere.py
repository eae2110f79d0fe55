"""Java, and JavaScript, whose expressions JSON Schema has, read the rule for ids as Python does."""

import json
import subprocess

import pytest
from pyflink.java_gateway import get_gateway

from events.shared.identifiers import IDENTIFIER_PATTERN, identifier_fault
from jobs.shared import preflight
from servers.node import find_node

SEPARATOR = "<>"
TEXTS = [
    text
    for code in range(0x10000)
    if not 0xD800 <= code < 0xE000
    for text in (chr(code), f"m{chr(code)}", f"{chr(code)}m")
]
TEXTS += ["m" * 128, "m" * 129, "\U0001f600" * 128, "\U0001f600" * 129, "m\U000e007f", "m\n"]

IN_JAVASCRIPT = """
const pattern = new RegExp(process.argv[1], "u");
const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.filter((text) => pattern.test(text))));
"""


@pytest.fixture(scope="module")
def ids() -> list[str]:
    found = [text for text in TEXTS if identifier_fault(text) is None]
    assert len(found) > 180_000
    return found


def test_java_takes_the_same_texts_for_ids(ids: list[str]) -> None:
    preflight.prepare_jvm()
    java = get_gateway().jvm.java.util
    texts = java.regex.Pattern.compile(SEPARATOR).splitAsStream(SEPARATOR.join(TEXTS))
    is_id = java.regex.Pattern.compile(IDENTIFIER_PATTERN).asPredicate()
    joined = texts.filter(is_id).collect(java.stream.Collectors.joining(SEPARATOR))
    assert joined.split(SEPARATOR) == ids


def test_javascript_takes_the_same_texts_for_ids(ids: list[str]) -> None:
    answer = subprocess.run(
        [find_node(), "-e", IN_JAVASCRIPT, IDENTIFIER_PATTERN],
        input=json.dumps(TEXTS).encode(),
        capture_output=True,
        check=True,
    )
    assert json.loads(answer.stdout) == ids
