"""What CloudFormation's schemas and cfn-lint's rules say of the resources of a program.

made = run(program)                 # tests.infra.mocks
assert lint_faults(made) == []      # one line a fault: rule, resource, property, what is wrong

Every resource of the native provider becomes a resource of one template, its inputs under
CloudFormation's names. Unknown or missing properties, wrong types, enums, patterns and limits
are found, and what cfn-lint knows beyond the schemas. Resources of other providers are left out.
What neither of them knows is in tests/infra/guarantees.
"""

import json
import re
from functools import cache
from typing import Any, Final

from cfnlint.config import ConfigMixIn, ManualArgs
from cfnlint.decode.decode import decode_str
from cfnlint.runner import Runner

from tests.infra.cloud_outputs import REGION
from tests.infra.cloud_schemas import cloudformation_properties, cloudformation_type, is_native
from tests.infra.mocks import Program, Resource

# Rules that are about templates written by hand, each with the reason why it is left out.
IGNORED_RULES: Final = {
    "I": "information, no fault",
    "W3010": "zones are read from AWS by the program and are literals only here",
}


def template(program: Program) -> dict[str, Any]:
    """A CloudFormation template of all native resources of `program`.

    Raises:
        ValueError: two resources have one type and name, so that one would hide the other.
    """
    resources: dict[str, Any] = {}
    for resource in program.resources:
        if not is_native(resource.type):
            continue
        name = logical_id(resource)
        if name in resources:
            raise ValueError(f"{resource}: there are two of this type and name")
        resources[name] = {
            "Type": cloudformation_type(resource.type),
            "Properties": cloudformation_properties(resource.type, resource.inputs),
        }
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}


def lint_faults(program: Program) -> list[str]:
    """One line for each fault that cfn-lint finds, the resource's name in it; empty if none."""
    # Decoded from text, since matches need to know lines.
    decoded, unreadable = decode_str(json.dumps(template(program), indent=1))
    found = unreadable or list(_runner().validate_template(decoded))
    return [
        f"{match.rule.id}: {'.'.join(str(part) for part in match.path or [])}: {match.message}"
        for match in found
    ]


@cache
def _runner() -> Runner:
    """The rules of cfn-lint; loading them takes most of the time."""
    options = ManualArgs(regions=[REGION], ignore_checks=list(IGNORED_RULES))
    return Runner(ConfigMixIn(**options))


def logical_id(resource: Resource) -> str:
    """Name of `resource` in the template: type and name, letters and digits alone."""
    kind = resource.type.rsplit(":", 1)[-1]
    words = re.split(r"[^A-Za-z0-9]+", f"{kind} {resource.name}")
    return "".join(word[:1].upper() + word[1:] for word in words)
