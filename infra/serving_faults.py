"""What is wrong with the values of who answers requests, as far as no call to AWS is needed."""

from __future__ import annotations

import re
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.stack_config import StackConfig

_PARTITION: Final = r"arn:aws(-[a-z]+)*"
_MIB: Final = 1_024
_FARGATE_MIB: Final = {
    256: (512, 1_024, 2_048),
    512: tuple(range(1_024, 4_097, _MIB)),
    1_024: tuple(range(2_048, 8_193, _MIB)),
    2_048: tuple(range(4_096, 16_385, _MIB)),
    4_096: tuple(range(8_192, 30_721, _MIB)),
}
"""Which memory a task of so many units may have: Amazon ECS Developer Guide, "Task size"."""

_NEEDED: Final = ("image", "certificate_arn", "keys_secret_arn", "client_cidrs")


def serving_faults(config: StackConfig) -> Iterator[str]:
    """One line for each value that cannot be right, with what is expected."""
    serving = config.serving
    if serving.enabled:
        for field in _NEEDED:
            if not getattr(serving, field):
                yield f"serving.{field}: missing; it is expected with serving.enabled"
        if not config.fraud.enabled:
            yield "serving.enabled: true: fraud.enabled is expected, whose decisions it gives"
        if serving.most_tasks < serving.least_tasks:
            yield (
                f"serving.most_tasks: {serving.most_tasks}: at least least_tasks,"
                f" {serving.least_tasks}, expected"
            )
    yield from _form_faults(config)
    for cidr in serving.client_cidrs:
        yield from _range_faults(cidr)
    yield from _size_faults(serving.cpu_units, serving.memory_mib)


def _form_faults(config: StackConfig) -> Iterator[str]:
    region = re.escape(config.region)
    secret = (
        rf"{_PARTITION}:secretsmanager:{region}:\d{{12}}:secret:[\w/+=.@-]+-[A-Za-z0-9]{{6}}",
        "arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-SIXCHR in the stack's region",
    )
    forms = {
        "image": (
            (
                rf"\d{{12}}\.dkr\.ecr\.{region}\.amazonaws\.com(\.cn)?/[a-z0-9._/-]{{2,256}}"
                r"@sha256:[0-9a-f]{64}"
            ),
            "ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME@sha256:DIGEST in the stack's region",
        ),
        "certificate_arn": (
            rf"{_PARTITION}:acm:{region}:\d{{12}}:certificate/[A-Za-z0-9-]+",
            "arn:aws:acm:REGION:ACCOUNT:certificate/ID in the stack's region",
        ),
        "keys_secret_arn": secret,
        "signing_secret_arn": secret,
    }
    for field, (form, expected) in forms.items():
        given = getattr(config.serving, field)
        if given is not None and not re.fullmatch(form, given):
            yield f"serving.{field}: {given!r}: {expected} is expected"


def _range_faults(cidr: str) -> Iterator[str]:
    try:
        network = IPv4Network(cidr)
    except ValueError as error:
        yield f"serving.client_cidrs: {cidr!r}: {error}; a range such as 10.0.0.0/8 is expected"
        return
    if not network.is_private:
        yield f"serving.client_cidrs: {cidr!r}: a private range is expected"


def _size_faults(cpu_units: int, memory_mib: int) -> Iterator[str]:
    known = _FARGATE_MIB.get(cpu_units)
    if known is None:
        expected = ", ".join(f"{units}" for units in _FARGATE_MIB)
        yield f"serving.cpu_units: {cpu_units}: one of {expected} is expected"
    elif memory_mib not in known:
        yield (
            f"serving.memory_mib: {memory_mib}: {known[0]} to {known[-1]} in steps of"
            f" {known[1] - known[0]} is expected with cpu_units {cpu_units}"
        )
