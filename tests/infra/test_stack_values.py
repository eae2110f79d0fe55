"""A stack's file is read whole, and every file of the project can be used."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.stack_config import StackConfig
from infra.stack_config_reader import ConfigError
from infra.stack_values import read_stack_values
from tests.infra.stack_files import ROOT, STACK_FILES, stack_config_of

_REGIONS = {"aws-native:region": "eu-central-1", "aws:region": "eu-central-1"}


def test_texts_numbers_and_objects_come_as_they_stand_in_the_file() -> None:
    config = read_stack_values(
        {
            **_REGIONS,
            "revstream:environment": "dev",
            "revstream:protect": "true",
            "revstream:log_retention_days": "7",
            "revstream:streams": json.dumps({"shards": 2}),
            "other:environment": "ignored",
        }
    )
    assert (config.environment, config.protect, config.log_retention_days) == ("dev", True, 7)
    assert config.stream("payments").shards == 2


def test_a_stack_without_a_region_is_refused() -> None:
    with pytest.raises(ConfigError, match="aws-native:region: missing"):
        read_stack_values({"revstream:environment": "dev"})


def test_two_providers_in_two_regions_are_refused() -> None:
    with pytest.raises(ConfigError, match="aws:region: 'us-east-1': 'eu-central-1' is expected"):
        read_stack_values({**_REGIONS, "aws:region": "us-east-1", "revstream:environment": "dev"})


def test_a_misspelt_key_is_refused() -> None:
    with pytest.raises(ConfigError, match="envrionment: no such value"):
        read_stack_values({**_REGIONS, "revstream:envrionment": "dev"})


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_every_stack_of_the_project_has_usable_values(path: Path) -> None:
    config = stack_config_of(path)
    assert path.name == f"Pulumi.{config.environment}.yaml"


@pytest.mark.parametrize("path", STACK_FILES, ids=lambda path: path.name)
def test_a_stack_s_file_says_only_what_differs_from_the_defaults(path: Path) -> None:
    defaults: dict[str, Any] = {
        name: getattr(StackConfig(environment="", region=""), name)
        for name in StackConfig.__struct_fields__
    }
    config = yaml.safe_load(path.read_text())["config"].items()
    own = {key.removeprefix("revstream:"): value for key, value in config if "revstream:" in key}
    assert "environment" in own
    for name, value in own.items():
        if name != "fraud":
            assert value != defaults[name], f"{path.name}: {name} is the default"


def test_production_keeps_what_it_has_and_survives_the_loss_of_a_zone() -> None:
    config = stack_config_of(ROOT / "Pulumi.prod.yaml")
    assert config.protect
    assert config.network.zones == 3
    assert (config.fraud.parallelism, config.fraud.autoscaling) == (4, True)


@pytest.mark.parametrize(
    "text", ["config: {a: !!timestamp z}", "config: {a: !!int z}", "config: " + "[" * 2000, "\x00"]
)
def test_a_file_that_is_no_yaml_is_one_fault(tmp_path: Path, text: str) -> None:
    path = tmp_path / "Pulumi.x.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"Pulumi\.x\.yaml: not YAML as Pulumi writes it"):
        stack_config_of(path)
