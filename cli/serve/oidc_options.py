"""Options that say whose tokens let in, and what their claims are called."""

from collections.abc import Callable
from typing import Final

import click

from serving.shared.oidc.settings import OidcSettings, claims_named

Command = Callable[..., None]

_OPTIONS: Final = (
    click.option(
        "--oidc-issuer", metavar="URL", help="Let in by tokens of this identity provider."
    ),
    click.option("--oidc-audience", metavar="NAME", help="What the tokens must be for."),
    click.option(
        "--oidc-claim",
        "oidc_claims",
        multiple=True,
        metavar="WHAT=CLAIM",
        help="Name of a claim: of tenant, scopes (scope), merchants or audience (aud).",
    ),
    click.option(
        "--oidc-scope-prefix",
        default="",
        metavar="TEXT",
        help="Of the scopes that count, such as revstream/; it is taken off.",
    ),
)


def oidc_options(command: Command) -> Command:
    """Give a command the options."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def oidc_of(
    issuer: str | None, audience: str | None, claims: tuple[str, ...], scope_prefix: str
) -> OidcSettings | None:
    """What the options say; None where no token lets in.

    Raises:
        click.UsageError: they do not go together.
        ValueError: one of them is not usable.
    """
    if (issuer is None) != (audience is None):
        raise click.UsageError("--oidc-issuer and --oidc-audience go together")
    if issuer is None or audience is None:
        return None
    chosen = dict(_named_claim(one) for one in claims)
    return OidcSettings(
        issuer=issuer, audience=audience, claims=claims_named(chosen), scope_prefix=scope_prefix
    )


def _named_claim(text: str) -> tuple[str, str]:
    name, found, claim = text.partition("=")
    if not found:
        raise click.UsageError(f"--oidc-claim {text}: expected WHAT=CLAIM")
    return name, claim
