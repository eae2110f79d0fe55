"""What processes push becomes one page in which each metric stands once."""

from servers.pushed_metrics import PushedMetrics

BUSY = "# HELP busy time\n# TYPE busy gauge\n"
ONE = f'{BUSY}busy{{tm="1"}} 3.0\n# TYPE heap gauge\nheap{{tm="1"}} 7.0\n'
OTHER = f'{BUSY}busy{{tm="2"}} 4.0\nbusy{{tm="2",n="b"}} NaN\n'


class _Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_nothing_pushed_is_an_empty_page() -> None:
    assert PushedMetrics(10).page() == ""


def test_the_page_of_one_process_is_what_it_pushed_last() -> None:
    metrics = PushedMetrics(10)
    metrics.put("a", OTHER)
    metrics.put("a", ONE)
    assert metrics.page() == ONE


def test_samples_of_a_metric_that_two_processes_have_stand_together_below_its_comments() -> None:
    metrics = PushedMetrics(10)
    metrics.put("a", ONE)
    metrics.put("b", OTHER)
    assert metrics.page() == (
        f'{BUSY}busy{{tm="1"}} 3.0\nbusy{{tm="2"}} 4.0\nbusy{{tm="2",n="b"}} NaN\n'
        '# TYPE heap gauge\nheap{tm="1"} 7.0\n'
    )


def test_a_process_that_has_ended_is_on_the_page_no_more() -> None:
    metrics = PushedMetrics(10)
    metrics.put("a", ONE)
    metrics.put("b", OTHER)
    metrics.remove("a")
    metrics.remove("never there")
    assert metrics.page() == OTHER


def test_a_silent_process_is_left_out_until_it_pushes_again() -> None:
    clock = _Clock()
    metrics = PushedMetrics(10, clock)
    metrics.put("a", ONE)
    clock.now_s += 6
    metrics.put("b", OTHER)
    clock.now_s += 4
    assert "heap" in metrics.page()
    clock.now_s += 1
    assert metrics.page() == OTHER
    metrics.put("a", ONE)
    assert "heap" in metrics.page()
