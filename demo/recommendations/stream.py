"""The stream of a demo's shop: one file of events and items, of which the last come at a rate."""

from dataclasses import replace

from demo.recommendations.data import ShopData, ShopFiles
from demo.recommendations.plan import ShopPlan
from demo.recommendations.workplace import ShopWorkplace
from jobs.recommendations.items_file import with_items_inline
from jobs.recommendations.settings import MARKS, RecommendationSettings, load_settings
from jobs.shared.line_files import lines_of
from jobs.shared.locations import LocalPath


def stream_settings(
    data: ShopData, plan: ShopPlan, place: ShopWorkplace, files: ShopFiles, store_url: str
) -> tuple[RecommendationSettings, list[int]]:
    """Settings over one file of events and items, and the line of each record of the stream."""
    settings = load_settings(
        {},
        place.overrides(
            source__uri=f"file:{files.events}",
            items__uri=f"file:{files.items}",
            source__rate_per_s=str(plan.rate_per_s),
            source__rate_rest_s=str(plan.rest_s),
            sink__uri=f"file:{place.folder}",
            store__url=store_url,
        ),
    )
    settings = with_items_inline(settings, place.folder)
    source, event = settings.source_uri, MARKS.event.encode()
    if not isinstance(source, LocalPath):
        raise TypeError(f"source.uri: {source}, expected a file")
    marked = enumerate(lines_of(source.path))
    lines = [number for number, line in marked if line.startswith(event)]
    first_paced = lines[plan.paced_from(len(data.records))]
    return replace(settings, source_rate_after=first_paced), lines
