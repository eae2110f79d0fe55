"""A name, a label or a value that nobody exports is found, wherever it stands in an expression."""

import pytest

from tests.observability.exported import Exported, exported, together
from tests.observability.unknown import unknown

PAGE = """\
# HELP busy time (scope: task)
# TYPE busy gauge
busy{task="a, {b}",host="",} 3.0
busy{task="c \\"d\\"",host="h",} NaN
plain 1
"""


def _page() -> Exported:
    return exported(PAGE)


def _faults(expression: str) -> list[str]:
    return unknown({"here": expression}, _page())


@pytest.mark.parametrize(
    "expression",
    [
        "busy",
        'busy{task="a, {b}"} > plain * 2',
        "sum by (task) (rate(busy[5m])) and on (host) busy",
        'max without (host) (busy{task=~"$task", host=~"h|"}) offset 5m',
        'label_replace(max by (task) (busy), "short", "$1", "task", "(.).*") > bool 0',
        'count by (job) (up{job="j", instance="i"} == 1) unless on (job) sum by (job) (plain)',
        "increase(plain[$__rate_interval]) or time() - busy / 1000 > 0.05e3",
    ],
)
def test_what_is_exported_is_no_fault(expression: str) -> None:
    assert _faults(expression) == []


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("bussy", "here: bussy: not exported"),
        ("sum(rate(bussy[5m])) / sum(rate(busy[5m]))", "here: bussy: not exported"),
        ("plain > 1 unless busy_ms > 0", "here: busy_ms: not exported"),
        ('busy{tsk="c"}', "here: busy: has no label tsk"),
        ('plain{task="c"}', "here: plain: has no label task"),
        ('busy{host="g"}', "here: busy: no series with host='g'"),
        ('busy{host=~"h|g"}', "here: busy: no series with host=~'h|g'"),
        ("sum by (tsk) (busy)", "here: tsk: no metric of the expression has this label"),
        ("sum(busy) by (job, tsk)", "here: tsk: no metric of the expression has this label"),
        ("plain and on (tsk) busy", "here: tsk: no metric of the expression has this label"),
    ],
)
def test_what_nobody_exports_is_named(expression: str, said: str) -> None:
    assert _faults(expression) == [said]


def test_a_page_that_is_no_text_of_prometheus_is_refused() -> None:
    with pytest.raises(AssertionError, match="no sample of Prometheus: busy 3 4 5"):
        exported("busy 3 4 5")


def test_two_pages_together_have_the_series_of_both() -> None:
    both = together(_page(), exported('busy{task="e"} 1\nnew 2\n'))
    assert both["busy"]["task"] == {"a, {b}", 'c \\"d\\"', "e"}
    assert set(both) == {"busy", "plain", "new"}
