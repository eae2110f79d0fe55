"""What `revstream serve` was told, beside the settings of the job."""

from dataclasses import dataclass
from pathlib import Path

from cli.serve.lists import ListChoices
from cli.serve.traces import TraceChoices
from serving.fraud.score_bands import BandLimits
from serving.shared.oidc.settings import OidcSettings


@dataclass(frozen=True, kw_only=True)
class Choices:
    """How it serves.

    Attributes:
        keys: file of keys; None where they are given, or for tokens alone.
        given_keys: what such a file holds; None where nothing is given.
        oidc: whose tokens let in; None for keys alone.
        host: address to listen on.
        port: 0 for a free one.
        requests_per_s: of a key.
        burst: of a key.
        deadline_ms: of a decision where the request gives none.
        keep_decisions: newest decisions in memory.
        forwards: whether payments go on to the job's stream.
        look_s: seconds between two looks whether rules or model have changed; 0 for none.
        log_requests: whether each request is logged.
        lists: how lists are answered.
        flink: Flink's REST interface, for the dashboard; None where it is not known.
        prints_link: whether a link is printed that signs in to the dashboard.
        prices: file of plans and prices; None for no quota and no price.
        score_bands: limits of the bands of scores; None for those of the model.
        usage_log: file that has a line of each use; None for none.
        traces: how answers become spans; None where they do not.
    """

    keys: Path | None
    given_keys: str | None
    oidc: OidcSettings | None
    host: str
    port: int
    requests_per_s: float
    burst: int
    deadline_ms: int
    keep_decisions: int
    forwards: bool
    look_s: float
    log_requests: bool
    lists: ListChoices
    flink: str | None
    prints_link: bool
    prices: Path | None
    score_bands: BandLimits | None
    usage_log: Path | None
    traces: TraceChoices | None
