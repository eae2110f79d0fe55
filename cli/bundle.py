"""`revstream bundle`: the application bundle that Managed Flink runs."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from infra.bundle.build import BuiltBundle, build_bundle
from infra.bundle.size import HARD_LIMIT_BYTES, BundleTooLargeError
from infra.bundle.variant import MIB, OLDER_GLIBC, USUAL_GLIBC, Variant

_ROOT = Path(__file__).resolve().parent.parent
_TOO_LARGE_EXIT = 1
_SHOWN_PARTS = 10


@click.command()
@click.option(
    "--dist",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("dist"),
    show_default=True,
    help="Folder of the archive and of bundle.json, which names it.",
)
@click.option(
    "--glibc",
    type=click.Choice((USUAL_GLIBC, OLDER_GLIBC)),
    default=USUAL_GLIBC,
    show_default=True,
    help="C library that the wheels are for; the older one has an older ONNX Runtime.",
)
@click.option("--with-numpy", is_flag=True, help="Bring numpy, rather than use that of Flink.")
@click.option("--json", "as_json", is_flag=True, help="Print what was built as JSON.")
def command(dist: Path, glibc: str, *, with_numpy: bool, as_json: bool) -> None:
    """Build one archive of code, wheels, connectors, rules and models for Managed Flink.

    The same input gives the same bytes, and the archive's name is the hash of its contents.
    Exits with 1 if the archive is above its budget, with 2 if it cannot be built.

    \b
    Examples:
      revstream bundle
      revstream bundle --glibc 2.17
      revstream bundle --dist /tmp/dist --json
    """
    variant = Variant(glibc, with_numpy)
    click.echo(f"gathering the wheels for Linux x86-64, glibc {glibc}", err=True)
    try:
        built = build_bundle(_ROOT, dist, variant)
    except BundleTooLargeError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(_TOO_LARGE_EXIT)
    click.echo(json.dumps(_summary(built, variant)) if as_json else _text(built, variant))


def _summary(built: BuiltBundle, variant: Variant) -> dict[str, object]:
    manifest = built.bundle.manifest
    return {
        "path": str(built.bundle.path),
        "key": built.bundle.key,
        "sha256": manifest.sha256,
        "size_bytes": built.size_bytes,
        "budget_bytes": variant.budget_bytes,
        "glibc": manifest.glibc,
        "wheels": manifest.wheels,
        "parts": built.parts,
        "pruned": built.pruned,
    }


def _text(built: BuiltBundle, variant: Variant) -> str:
    manifest = built.bundle.manifest
    shown = dict(list(built.parts.items())[:_SHOWN_PARTS])
    shown["the rest"] = sum(built.parts.values()) - sum(shown.values())
    size, budget, limit = (
        f"{size / MIB:.0f} MiB"
        for size in (built.size_bytes, variant.budget_bytes, HARD_LIMIT_BYTES)
    )
    return "\n".join(
        [
            str(built.bundle.path),
            f"{size} of a budget of {budget} (Managed Flink takes {limit})",
            f"{len(manifest.files)} files, needs glibc {manifest.glibc}",
            *_table("largest parts", shown),
            *_table("left out of the wheels", built.pruned),
        ]
    )


def _table(title: str, sizes: Mapping[str, int]) -> list[str]:
    width = max(map(len, sizes), default=0)
    return [
        "",
        title,
        *(f"  {name:<{width}} {size / MIB:8.2f} MiB" for name, size in sizes.items()),
    ]
