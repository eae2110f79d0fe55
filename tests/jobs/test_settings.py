"""Settings from property groups: every fault at once, each with its group and key."""

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from jobs.fraud.settings import FraudSettings, load_settings
from jobs.shared.properties import SettingsError, read_property_groups

FILE = {"source": {"uri": "file:payments.jsonl"}}


def _faults(groups: dict[str, dict[str, str]]) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as raised:
        load_settings(groups)
    return raised.value.faults


def test_only_the_source_is_required() -> None:
    assert _faults({}) == ("source.uri: missing, it is required",)
    assert str(load_settings(FILE).source_uri) == "file:payments.jsonl"


def test_every_fault_is_reported_at_once_with_group_and_key() -> None:
    faults = _faults(
        {
            "source": {"uri": "ftp:x", "publisher": "PUSH"},
            "job": {"parallelism": "0", "wwww": "red"},
            "store": {"ttl_s": "soon"},
        }
    )
    assert faults == (
        "job.wwww: unknown property",
        "source.uri: 'ftp:x': kinesis:STREAM or file:PATH is expected",
        "source.publisher: 'PUSH': one of EFO, POLLING is expected",
        "store.ttl_s: 'soon': an integer of 1 to 315360000 is expected",
        "job.parallelism: '0': an integer of 1 to 1024 is expected",
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


@pytest.mark.parametrize("url", ["redis://store.example", "rediss://user@store.example", "none"])
def test_a_login_by_iam_takes_only_tls_and_no_other_user(url: str) -> None:
    assert _faults({**FILE, "store": {**IAM, "url": url}, "aws": {"region": "eu-west-1"}}) == (
        "store.url: store.auth iam needs rediss://HOST:PORT, without user and password",
    )


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("redis://:s3cret@store.example", "put it into REVSTREAM_STORE_PASSWORD"),
        ("redis://user:s3cret@store.example:6379", "put it into REVSTREAM_STORE_PASSWORD"),
        ("http://store.example", "unknown scheme"),
        ("localhost:6379", "unknown scheme"),
        ("redis://", "no host"),
        ("redis://store.example:99999", "a port of 1 to 65535"),
        ("redis://store.example:6379/3", "only database 0"),
    ],
)
def test_a_store_url_that_no_client_could_use_is_refused_at_the_start_without_showing_it(
    url: str, fault: str
) -> None:
    [said] = _faults({**FILE, "store": {"url": url}})
    assert said.startswith("store.url: ")
    assert fault in said
    assert "s3cret" not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("job.parallelism", "1000000000"),
        ("job.max_parallelism", "32769"),
        ("job.checkpoint_interval_ms", "-1"),
        ("source.rate_per_s", "99999999999999999999999999"),
        ("time.out_of_orderness_ms", "9000000000000"),
        ("store.ttl_s", "1e9"),
        ("state.exact_payments", "\N{ARABIC-INDIC DIGIT FOUR}"),
        ("store.batch_ms", "1_000"),
    ],
)
def test_a_number_that_no_job_can_mean_is_refused_with_its_bounds(name: str, value: str) -> None:
    group, _, key = name.partition(".")
    groups = {"source": dict(FILE["source"])}
    groups.setdefault(group, {})[key] = value
    [said] = _faults(groups)
    assert said.startswith(f"{name}: {value!r}: an integer of ")


def test_every_integer_setting_has_a_bound_that_a_jvm_can_hold() -> None:
    parsers = [one.metadata["parse"] for one in fields(FraudSettings) if "int" in str(one.type)]
    refused = [parse for parse in parsers if _refuses(parse, str(2**62))]
    assert len(refused) == len(parsers) > 12


def _refuses(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return True
    return False


def test_a_parallelism_above_the_number_of_key_groups_is_refused() -> None:
    assert _faults({**FILE, "job": {"parallelism": "8", "max_parallelism": "4"}}) == (
        "job.parallelism: 8: at most job.max_parallelism, 4, is expected",
    )


@pytest.mark.parametrize(
    ("name", "meant"), [("sorce.uri", "source.uri"), ("job.paralelism", "job.parallelism")]
)
def test_an_unknown_property_comes_with_the_one_that_was_meant(name: str, meant: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load_settings(FILE, {name: "1"})
    assert raised.value.faults == (f"{name}: unknown property; did you mean '{meant}'?",)


@pytest.mark.parametrize("name", ["fraud\n", "fraud\x1b[31m", "fraud\ud800", "\x85"])
def test_a_text_that_would_break_a_line_of_a_log_is_refused(name: str) -> None:
    [said] = _faults({**FILE, "job": {"name": name}})
    assert said.startswith("job.name: ")
    assert said.isprintable()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            json.dumps([{"PropertyGroupId": "job", "PropertyMap": {}}] * 2),
            "job: the group is given twice",
        ),
        (
            '[{"PropertyGroupId": "job", "PropertyMap": {"name": "a", "name": "b"}}]',
            "name: the key is given twice",
        ),
    ],
)
def test_what_a_file_of_settings_says_twice_is_refused(
    tmp_path: Path, content: str, said: str
) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content)
    with pytest.raises(SettingsError, match=said):
        read_property_groups(path)


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
    assert (str(settings.source_uri), settings.job_parallelism) == ("file:other.jsonl", 3)


def test_the_form_of_managed_flink_is_read(tmp_path: Path) -> None:
    path = tmp_path / "application_properties.json"
    path.write_text(
        json.dumps([{"PropertyGroupId": "source", "PropertyMap": {"uri": "file:a.jsonl"}}])
    )
    assert read_property_groups(path) == {"source": {"uri": "file:a.jsonl"}}


@pytest.mark.parametrize(
    "content",
    [
        *("{", '{"source": {}}', '[{"PropertyGroupId": 1}]', "[1]", "7"),
        '[{"PropertyGroupId": ["source"], "PropertyMap": {}}]',
        '[{"PropertyGroupId": null, "PropertyMap": {}}]',
    ],
)
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
    assert str(load_settings(read_property_groups(path)).source_uri) == "file:a.jsonl"


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"absent\.json: cannot be read"):
        read_property_groups(tmp_path / "absent.json")
