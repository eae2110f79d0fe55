"""The recommendation job between real Kinesis streams: two in by enhanced fan-out, four out."""

from base64 import b64decode
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path

import pytest

from jobs.recommendations.job import RECOMMENDATIONS
from jobs.recommendations.settings import load_settings
from servers.kinesis import KinesisServer
from tests.jobs.kinesis_io import StreamReader, put, running, wait_for
from tests.jobs.recommendations.expected import expected, listed
from tests.jobs.recommendations.shop import BROKEN_ITEMS, shop_files

pytestmark = [pytest.mark.timeout(700), pytest.mark.usefixtures("connector_jar")]


def test_lists_of_streams_of_events_and_items_are_those_of_the_replayer(
    kinesis: KinesisServer, make_stream: Callable[[str, int], str], tmp_path: Path
) -> None:
    shop = shop_files(tmp_path, events=400)
    # The catalogue as it is before the first event: which record of two streams comes first is
    # not determined.
    items = [item for item in shop.items if item not in BROKEN_ITEMS]
    records = [record.raw for record in shop.records]
    made = expected(records, items, items_by=0)
    names = ("events", "items", "lists", "dead-letters", "late", "features")
    streams = {name: make_stream(name, 1) for name in names}
    readers = {name: StreamReader(kinesis, streams[name]) for name in names[2:]}
    put(kinesis, streams["items"], [*items, *BROKEN_ITEMS])
    properties = {
        "source.uri": f"kinesis:{streams['events']}",
        "source.consumer_arn": kinesis.register_consumer(streams["events"], "revstream"),
        "source.initial_position": "TRIM_HORIZON",
        "items.uri": f"kinesis:{streams['items']}",
        "items.consumer_arn": kinesis.register_consumer(streams["items"], "revstream"),
        "sink.uri": "kinesis",
        "sink.lists_stream": streams["lists"],
        "sink.dead_letters_stream": streams["dead-letters"],
        "sink.late_stream": streams["late"],
        "sink.features_stream": streams["features"],
        "aws.endpoint": kinesis.endpoint,
    }
    letters, features = readers["dead-letters"], readers["features"]
    with running(load_settings({}, properties), RECOMMENDATIONS):
        wait_for([letters], lambda: len(letters.records) >= len(BROKEN_ITEMS), timeout_s=300)
        put(kinesis, streams["events"], records)
        wait_for(
            list(readers.values()),
            lambda: (
                len(features.records) >= len(made.features)
                and readers["lists"].distinct("list_id") >= len(made.lists)
                and len(letters.records) >= len(made.rejected) + len(BROKEN_ITEMS)
            ),
            timeout_s=300,
        )
    assert len(made.lists) > 100
    found = {one["list_id"]: listed(one) for one in readers["lists"].records}
    assert sorted(found.values(), key=itemgetter(2)) == sorted(made.lists, key=itemgetter(2))
    assert len(readers["late"].records) == made.kinds["late"]
    dead = [b64decode(one["raw_base64"]) for one in letters.records if one["record"] == "item"]
    assert dead == list(BROKEN_ITEMS)
