"""Kinesis as the settings of a job have it: a client, and a stream to write to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session

from jobs.shared.aws import client_properties
from jobs.shared.settings import JobSettings
from serving.shared.forwarding import KeyedRecord

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient

_PROVIDER: Final = "aws.credentials.provider.basic"
_TIMEOUT_S: Final = 5


def kinesis_client(settings: JobSettings) -> "KinesisClient":
    """A client for the streams of a job."""
    properties = client_properties(settings)
    client = get_session().create_client(
        "kinesis",
        region_name=properties["aws.region"],
        endpoint_url=properties.get("aws.endpoint"),
        aws_access_key_id=properties.get(f"{_PROVIDER}.accesskeyid"),
        aws_secret_access_key=properties.get(f"{_PROVIDER}.secretkey"),
        config=Config(connect_timeout=_TIMEOUT_S, read_timeout=_TIMEOUT_S),
    )
    return cast("KinesisClient", client)


class KinesisWriter:
    """Writes records to a stream.

    Args:
        client: of Kinesis.
        stream: its name.
    """

    def __init__(self, client: "KinesisClient", stream: str) -> None:
        self._client, self._stream = client, stream

    def put(self, records: Sequence[KeyedRecord]) -> Sequence[KeyedRecord]:
        """Write records; those that Kinesis refused, in their order.

        Raises:
            OSError: nothing could be written now; the message shows nothing of a record.
        """
        entries = [{"Data": one.data, "PartitionKey": one.key} for one in records]
        try:
            answer = self._client.put_records(StreamName=self._stream, Records=entries)  # type: ignore[arg-type] # two fields of three
        except (BotoCoreError, ClientError) as error:
            raise OSError(f"Kinesis: {self._stream}: {type(error).__name__}") from error
        told = zip(records, answer["Records"], strict=True)
        return [one for one, said in told if "ErrorCode" in said]
