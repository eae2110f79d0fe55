"""Alarms go to an encrypted topic that only CloudWatch of this account may publish to."""

from infra.components.alarm_topic import AlarmTopic, AlarmTopicArgs
from tests.infra.cloud_outputs import ACCOUNT_ID, arn
from tests.infra.faults import faults
from tests.infra.mocks import Program, run

_KEY = arn("kms", "key/1111aaaa-22bb-33cc-44dd-5555eeee6666")


def _made(email: str | None) -> Program:
    args = AlarmTopicArgs(
        topic="revstream-alarms-dev",
        key_arn=_KEY,
        account_id=ACCOUNT_ID,
        email=email,
        tags={"project": "revstream", "environment": "dev", "managed-by": "pulumi"},
    )
    return run(lambda: AlarmTopic("alarms", args))


def test_the_topic_is_encrypted_by_the_key_of_the_environment() -> None:
    made = _made(None)
    assert faults(made) == []
    assert made.only("sns:Topic").inputs["kmsMasterKeyId"] == _KEY


def test_cloudwatch_alone_publishes_and_for_this_account_alone() -> None:
    policy = _made(None).only("sns:TopicInlinePolicy").inputs["policyDocument"]
    (statement,) = policy["Statement"]
    assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert statement["Action"] == "sns:Publish"
    assert statement["Resource"] == arn("sns", "revstream-alarms-dev")
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}}


def test_an_address_is_subscribed_only_where_the_stack_has_one() -> None:
    assert _made(None).of("sns:Subscription") == ()
    subscription = _made("on-call@example.com").only("sns:Subscription").inputs
    assert (subscription["protocol"], subscription["endpoint"]) == ("email", "on-call@example.com")
