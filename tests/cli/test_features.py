"""`revstream features` lists, checks and explains what a definition file computes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.features.command import command
from features.fraud.catalogue import SHIPPED
from features.shared.definitions.faults import DefinitionsError

OWN = """\
version: 1
extends: shipped
fields:
  mcc: {type: text}
entities:
  shop_kind: mcc
features:
  - name: shop_kind_count
    of: shop_kind
    count:
    over: 1h
    delay: 2h
    description: Payments of this kind of shop in the {window} up to two hours before.
"""


def features(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.yaml"
    file.write_text(OWN)
    return file


def test_the_list_has_every_feature_and_marks_those_only_computed_where_read() -> None:
    lines = features("list").output.splitlines()
    assert any(line.startswith("  card_count_1m ") for line in lines)
    assert any(line.startswith("* device_count_1h ") for line in lines)
    unwritten = sum(line.startswith("* ") for line in lines)
    assert lines[-1] == f"{len(SHIPPED.features)} features, {unwritten} of them only where read (*)"


def test_the_list_of_an_own_file_is_json_too(own: Path) -> None:
    found = json.loads(features("list", "--definitions", str(own), "--json").output)
    assert len(found) == len(SHIPPED.features) + 1
    assert found[-1]["name"] == "shop_kind_count"
    assert found[-1]["computed"] == {"count": None, "over": "1h", "delay": "2h"}


SHOP = """\
version: 1
extends: shipped
fields:
  shop: {type: text}
entities:
  shop: shop
features:
  - {name: shop_n, of: shop, count: , over: 1h, description: "Events of the shop."}
  - {name: is_dear, value: price_minor > 9, description: "Whether it is dear."}
"""


def test_the_other_system_has_features_and_files_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP)
    of = ("--system", "recommendations")
    lines = features("list", "--definitions", str(file), *of).output.splitlines()
    assert {"event (1)", "shop (1)"} <= {*lines}
    assert any(line.startswith("  item_interest_24h ") for line in lines)
    checked = features("check", str(file), *of)
    assert checked.exit_code == 0
    assert "hop 1: key item_id, keeps item; counts for all shoppers" in checked.output
    assert "hop 2: key shop, keeps shop; one more key, one more hop" in checked.output
    assert "shopper_category; makes the list" in checked.output
    assert features("check", str(file)).exit_code == 1
    compared = features("check", str(file), *of, "--against", "default")
    assert "--against: files of fraud are compared, none of recommendations" in compared.output


def test_a_check_says_what_keys_the_file_makes(own: Path) -> None:
    result = features("check", str(own))
    assert result.exit_code == 0
    assert result.output.splitlines()[2:-1] == [
        "hop 1: key card_id, keeps card, card_merchant; finds duplicates",
        "hop 2: key device_id, keeps device; one more hop where something reads its features",
        "hop 3: key ip, keeps ip; one more hop where something reads its features",
        "hop 4: key mcc, keeps shop_kind; one more key, one more hop",
        "hop 5: key merchant_id, keeps merchant; decides",
    ]


def test_a_check_says_where_amounts_are_compared_by_the_shipped_rates(own: Path) -> None:
    note = "note: amounts of other currencies are compared by the shipped rates of 2026-11"
    assert features("check", str(own)).output.splitlines()[-1].startswith(note)
    own.write_text("money: {rates: none}\n" + OWN)
    assert "shipped rates" not in features("check", str(own)).output


def test_a_check_lists_every_fault_and_exits_with_1(own: Path) -> None:
    own.write_text(OWN.replace("2h", "2x").replace("of: shop_kind", "of: shop"))
    result = features("check", str(own))
    assert result.exit_code == 1
    assert [line.split(":")[1] for line in result.output.splitlines()] == ["9", "12"]


def test_a_check_misses_the_class_of_an_own_aggregate(own: Path) -> None:
    own.write_text(OWN.replace("count:\n", "own: longest_run\n    kind: int\n"))
    result = features("check", str(own))
    assert result.exit_code == 1
    assert f"{own}:8: feature 'shop_kind_count': own aggregate 'longest_run'" in result.output


def test_a_check_reads_the_file_of_rates_too(own: Path) -> None:
    own.write_text(OWN.replace("version: 1\n", "version: 1\nmoney: {rates: rates.csv}\n"))
    result = features("check", str(own))
    assert result.exit_code == 1
    assert "rates.csv" in result.output


def test_other_commands_refuse_a_faulty_file(own: Path) -> None:
    own.write_text("version: 1\n")
    with pytest.raises(DefinitionsError, match="key 'features' is missing"):
        features("list", "--definitions", str(own))


def test_a_feature_is_explained_with_its_window(own: Path) -> None:
    output = features("explain", "shop_kind_count", "--definitions", str(own)).output
    assert "of shop_kind, by mcc, kept at hop 4 (mcc)" in words(output)
    axis, labels = output.rstrip().splitlines()[-2:]
    assert labels.index("t - 2h - 1h") == axis.index("(") - 2
    assert labels.rindex("t") == axis.index("●")
    assert labels.split() == ["t", "-", "2h", "-", "1h", "t", "-", "2h", "t"]


def test_a_derived_feature_is_explained_with_what_it_needs() -> None:
    output = features("explain", "card_amount_over_usual").output
    assert "needs amount_base_minor, card_count_30d, card_sum_minor_30d" in words(output)
    read = features("explain", "card_count_30d").output
    assert "read by card_amount_over_usual" in words(read)


def test_a_feature_is_explained_with_what_the_state_holds_for_it_and_for_others() -> None:
    output = features("explain", "card_distinct_merchants_24h").output
    assert "remembers seen_ids of merchant_id:text" in words(output)
    assert "shared with card_new_merchant" in words(output)
    assert "shared with" not in features("explain", "card_speed_kmh").output
    assert "remembers" not in features("explain", "hour_of_day").output


def test_what_the_state_holds_is_not_known_without_the_class_of_an_own_aggregate(
    own: Path,
) -> None:
    own.write_text(OWN.replace("count:\n", "own: longest_run\n    kind: int\n"))
    output = features("explain", "shop_kind_count", "--definitions", str(own)).output
    assert "remembers unknown: own aggregate 'longest_run': no installed package" in words(output)


def test_a_payment_left_out_of_its_window_is_an_empty_circle() -> None:
    assert "━○─" in features("explain", "card_largest_before_30d").output
    assert "━○─" in features("explain", "card_seconds_since_last").output
    assert "━●─" in features("explain", "card_count_30d").output


def test_an_unknown_feature_is_refused_with_the_nearest_name() -> None:
    result = features("explain", "card_count_30")
    assert result.exit_code == 2
    assert "did you mean 'card_count_30d'?" in result.output


WIDENED = OWN.replace("over: 1h", "over: 2d").replace("delay: 2h", "without_this: true")


def test_a_check_against_the_file_in_force_says_what_is_missing_and_what_to_add(
    own: Path, tmp_path: Path
) -> None:
    widened = tmp_path / "widened.yaml"
    widened.write_text(WIDENED)
    given = ("check", str(widened), "--against", str(own), "--until", "2026-12-01")
    refused = features(*given)
    assert refused.exit_code == 1
    told = refused.output.splitlines()
    reach = "it looks further back than was remembered"
    assert f"missing  shop_kind_count: for 21h at most: {reach}" in told
    assert f"refused  {widened}: looks further back than the job remembers: shop_kind" in told
    entry = "  - {entity: shop_kind, reach: 3h, until: 2026-12-01T00:00:00Z}"
    assert told[-3:] == [f"add to {widened}:", "remembered:", entry]
    widened.write_text(WIDENED + "\n".join(told[-2:]) + "\n")
    taken = features(*given)
    assert taken.exit_code == 0, taken.output
    assert "remembered:" not in taken.output


def test_a_check_against_a_file_of_a_key_that_goes_is_refused(own: Path) -> None:
    refused = features("check", "default", "--against", str(own))
    assert refused.exit_code == 1
    assert "refused  key mcc: no feature that is in force has it any more" in refused.output
    same = features("check", str(own), "--against", str(own))
    assert same.exit_code == 0
    assert "at once 60 of 60 features" in words(same.output)


def test_a_time_that_is_none_is_refused(own: Path) -> None:
    refused = features("check", str(own), "--against", "default", "--until", "soon")
    assert refused.exit_code == 2
    assert "'--until': a date or a time with its zone expected" in words(refused.output)


def test_a_file_without_what_leaders_are_told_by_is_refused_as_the_job_does(
    tmp_path: Path,
) -> None:
    file = tmp_path / "shop.yaml"
    feature = "{name: n, of: item, count: , over: 1h, description: D.}"
    file.write_text(
        f"version: 1\nentities: {{item: item_id, shopper: shopper_id}}\nfeatures:\n  - {feature}\n"
    )
    checked = features("check", str(file), "--system", "recommendations")
    assert checked.exit_code == 1
    assert "feature 'item_interest_24h', a decayed count or sum of the item" in checked.output
