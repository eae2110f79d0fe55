"""A client of the API in Python: typed answers, no web framework, nothing but the standard library.

::

    client = RevstreamClient("http://localhost:8000", key)
    answer = client.decide({"transaction_id": "t-1", ...})
    for event in client.feed(action="block"):
        ...
"""

from serving.client.client import RevstreamClient
from serving.client.gap import Gap
from serving.client.patience import Patience
from serving.client.refused import RequestRefused, ServiceUnreachable

__all__ = ["Gap", "Patience", "RequestRefused", "RevstreamClient", "ServiceUnreachable"]
