"""The overview says what is no longer as it was in training, to who runs the platform."""

from pathlib import Path

from tests.serving.dashboard.site import site
from tests.serving.dashboard.visiting import Visitor, said, visitor
from tests.serving.decisions import OWN
from tests.serving.drifting import come, small_watch


def test_it_says_what_changed_the_worst_first(tmp_path: Path) -> None:
    watch = small_watch()
    shown = site(tmp_path, drift=watch)
    with visitor(shown, shown.key()) as client:
        assert "Nothing was compared yet." in said(client, "")
        watch.compare()
        assert "Too few payments to say anything yet." in said(client, "/panels")
        watch.heard(come(3_000, 15.0), is_live=False)
        watch.compare()
        quiet = said(client, "")
        watch.heard(come(3_000, 500.0, 3_000), is_live=False)
        watch.compare()
        loud = said(client, "/panels")
    assert "alarm amount" not in quiet
    assert "first. Level What Window Measure Value Limit Shares alarm amount" in loud
    assert "all of them at /v1/drift" in loud


def test_it_says_that_windows_of_a_new_job_are_not_full(tmp_path: Path) -> None:
    watch = small_watch()
    shown = site(tmp_path, drift=watch)
    with visitor(shown, shown.key()) as client:
        watch.heard(come(3_000, 15.0), is_live=False)
        watch.compare()
        young = said(client, "")
        watch.heard(come(9_000, 15.0, 3_000), is_live=False)
        watch.compare()
        grown = said(client, "/panels")
    assert "No whole week has been followed yet." in young
    assert "has been followed yet" not in grown
    assert "Windows of a job that has just begun are not full" in young


def test_it_is_for_who_may_administer_all_of_the_platform(tmp_path: Path) -> None:
    shown = site(tmp_path, drift=small_watch())

    def text(client: Visitor) -> str:
        return client.get("/dashboard").text

    with visitor(shown, shown.key("read", "explain")) as client:
        assert "Drift from training" not in text(client)
    with visitor(shown, shown.key(merchants=(OWN,))) as client:
        assert "Drift from training" not in text(client)


def test_without_a_profile_there_is_no_panel(tmp_path: Path) -> None:
    shown = site(tmp_path)
    with visitor(shown, shown.key()) as client:
        assert "Drift from training" not in client.get("/dashboard").text
