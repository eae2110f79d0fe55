"""Settings of the probe; the property group `probe` has this program run instead of the job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from jobs.shared.properties import SettingsError, parse_fields, setting
from jobs.shared.property_values import one_of, resource_name

if TYPE_CHECKING:
    from jobs.shared.properties import PropertyGroups

GROUP: Final = "probe"


@dataclass(frozen=True, kw_only=True)
class ProbeSettings:
    """All settings of the probe."""

    probe_region: str | None = setting(
        resource_name, "AWS region whose endpoints and credentials are looked at", default=None
    )
    probe_execution_mode: str = setting(
        one_of("thread", "process"), "how Flink runs the Python operator", default="thread"
    )


def load_probe_settings(groups: PropertyGroups) -> ProbeSettings:
    """Settings from property groups.

    Raises:
        SettingsError: with every fault found.
    """
    values, faults = parse_fields(ProbeSettings, groups)
    if faults:
        raise SettingsError(faults)
    return ProbeSettings(**values)
