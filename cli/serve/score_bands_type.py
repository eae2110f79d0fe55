"""The limits of score bands on the command line, as a type of click's options."""

from typing import Final

import click

from serving.fraud.score_bands import BandLimits

_LIMITS: Final = 4


class _Bands(click.ParamType):  # type: ignore[type-arg] # generic in new versions of click only
    name = "bands"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> BandLimits:
        """The limits in a text such as 0.01,0.05,0.2,0.6."""
        if isinstance(value, BandLimits):
            return value
        parts = str(value).split(",")
        if len(parts) != _LIMITS:
            self.fail(f"{len(parts)} scores; expected four, such as 0.01,0.05,0.2,0.6", param, ctx)
        try:
            return BandLimits(*map(float, parts))
        except ValueError as error:
            self.fail(str(error), param, ctx)


BANDS: Final = _Bands()
"""Four scores that grow, with commas between them."""
