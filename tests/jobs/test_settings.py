"""Settings from property groups: every fault at once, each with its group and key."""

import json
from pathlib import Path

import pytest

from jobs.properties import SettingsError, read_property_groups
from jobs.settings import load_settings

FILE = {"source": {"uri": "file:payments.jsonl"}}


def _faults(groups: dict[str, dict[str, str]]) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as raised:
        load_settings(groups)
    return raised.value.faults


def test_only_the_source_is_required() -> None:
    assert _faults({}) == ("source.uri: missing, it is required",)
    assert load_settings(FILE).source_uri == "file:payments.jsonl"


def test_every_fault_is_reported_at_once_with_group_and_key() -> None:
    faults = _faults(
        {
            "source": {"uri": "ftp:x", "publisher": "PUSH"},
            "job": {"parallelism": "0", "colour": "red"},
            "store": {"ttl_s": "soon"},
        }
    )
    assert faults == (
        "job.colour: unknown property",
        "source.publisher: 'PUSH': one of EFO, POLLING is expected",
        "store.ttl_s: 'soon': an integer of at least 1 is expected",
        "job.parallelism: '0': an integer of at least 1 is expected",
        "source.uri: 'ftp:x': kinesis:STREAM or file:PATH is expected",
    )


def test_enhanced_fan_out_needs_a_consumer_and_a_region() -> None:
    assert _faults({"source": {"uri": "kinesis:payments"}}) == (
        "source.consumer_arn: missing, enhanced fan-out needs a consumer",
        "aws.region: missing, Kinesis needs a region (or aws.endpoint)",
    )


def test_a_stream_cannot_be_replayed_at_a_rate() -> None:
    source = {"uri": "kinesis:payments", "publisher": "polling", "rate_per_s": "5"}
    assert _faults({"source": source, "aws": {"region": "eu-west-1"}}) == (
        "source.rate_per_s: only a file can be replayed at a rate",
    )


IAM = {
    "url": "rediss://store.example:6379",
    "auth": "iam",
    "user": "revstream-fraud-dev",
    "cache": "features-dev",
}


def test_a_login_by_iam_has_a_user_a_cache_and_a_region() -> None:
    settings = load_settings({**FILE, "store": IAM, "aws": {"region": "eu-west-1"}})
    assert (settings.store_auth, settings.store_user, settings.store_cache) == (
        "iam",
        "revstream-fraud-dev",
        "features-dev",
    )


def test_each_thing_that_a_login_by_iam_lacks_is_named() -> None:
    assert _faults({**FILE, "store": {"auth": "IAM"}}) == (
        "store.url: store.auth iam needs rediss://HOST:PORT, without user and password",
        "store.user: missing, store.auth iam needs the user that logs in",
        "store.cache: missing, store.auth iam needs the name of the cache",
        "aws.region: missing, store.auth iam needs the region of the cache",
    )


@pytest.mark.parametrize(
    "url", ["redis://store.example", "rediss://user:s3cret@store.example", "none"]
)
def test_a_login_by_iam_takes_only_tls_and_no_password_and_shows_none(url: str) -> None:
    assert _faults({**FILE, "store": {**IAM, "url": url}, "aws": {"region": "eu-west-1"}}) == (
        "store.url: store.auth iam needs rediss://HOST:PORT, without user and password",
    )


def test_user_and_cache_without_a_login_by_iam_are_faults_as_nobody_would_log_in() -> None:
    store = {key: value for key, value in IAM.items() if key != "auth"}
    assert _faults({**FILE, "store": store}) == (
        "store.user: only store.auth iam takes it",
        "store.cache: only store.auth iam takes it",
    )


@pytest.mark.parametrize("cache", ["features.dev", "features/dev", "1st", "", "fe atures"])
def test_what_cannot_be_the_name_of_a_cache_is_refused(cache: str) -> None:
    store = {**IAM, "cache": cache}
    [fault] = _faults({**FILE, "store": store, "aws": {"region": "eu-west-1"}})
    assert fault.startswith(f"store.cache: {cache!r}: a name of letters, digits and hyphens")


def test_overrides_win_over_the_property_groups() -> None:
    settings = load_settings(FILE, {"source.uri": "file:other.jsonl", "job.parallelism": "3"})
    assert (settings.source_uri, settings.job_parallelism) == ("file:other.jsonl", 3)


def test_the_form_of_managed_flink_is_read(tmp_path: Path) -> None:
    path = tmp_path / "application_properties.json"
    path.write_text(
        json.dumps([{"PropertyGroupId": "source", "PropertyMap": {"uri": "file:a.jsonl"}}])
    )
    assert read_property_groups(path) == {"source": {"uri": "file:a.jsonl"}}


@pytest.mark.parametrize("content", ["{", '{"source": {}}', '[{"PropertyGroupId": 1}]', "[1]", "7"])
def test_another_form_is_refused_with_what_is_expected(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content)
    with pytest.raises(SettingsError, match="PropertyGroupId and PropertyMap is expected"):
        read_property_groups(path)


def test_the_group_by_which_managed_flink_starts_the_program_is_none_of_its_properties(
    tmp_path: Path,
) -> None:
    path = tmp_path / "application_properties.json"
    options = {"python": "main.py", "jarfile": "lib/revstream-connectors.jar", "pyFiles": "dep/"}
    groups = [
        {"PropertyGroupId": "kinesis.analytics.flink.run.options", "PropertyMap": options},
        {"PropertyGroupId": "source", "PropertyMap": {"uri": "file:a.jsonl"}},
    ]
    path.write_text(json.dumps(groups))
    assert load_settings(read_property_groups(path)).source_uri == "file:a.jsonl"


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"absent\.json: cannot be read"):
        read_property_groups(tmp_path / "absent.json")
