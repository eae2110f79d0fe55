"""The one thing that is not exact to the last bit: a decayed total that began anew.

The state of a key goes once nothing of it is needed, and that of a decayed total once 32 half-lives
have passed since the newest payment. A late payment can still come that lies closer to it, and a
new file can ask for a total of which the state holds no payments. What is left of each payment by
then is less than 2**-32 of it.
"""

from features.shared.definitions.model import DECAY_REACH_HALF_LIVES, Aggregate, Feature
from tests.definitions.random_streams import Fields


def began_anew(feature: Feature, value: object, exact: object, payments: list[Fields]) -> bool:
    """Whether a decayed total lacks no more than what is left of payments.

    Args:
        feature: of any kind.
        value: what the engine says.
        exact: what the definition says.
        payments: that can be lacking.
    """
    source = feature.source
    if not isinstance(source, Aggregate) or not source.half_life_ms:
        return False
    if not isinstance(value, float) or not isinstance(exact, float):
        return False
    units = [abs(one[source.field] or 0) if source.field else 1 for one in payments]
    left: float = sum(units) * 2**-DECAY_REACH_HALF_LIVES
    return abs(value - exact) <= left
