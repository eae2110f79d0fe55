"""How the report writes shares."""

from backtest.rates import Share
from reporting.wording import count


def of(share: Share) -> str:
    """The two numbers of a share.

    >>> of(Share(307, 1377))
    '307 of 1,377'
    """
    return f"{count(share.part)} of {count(share.whole)}"
