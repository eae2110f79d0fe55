"""`revstream serve` says before it starts what it lacks."""

from click.testing import CliRunner, Result

from cli.serve import command


def _serve(*arguments: str, keys: str | None = None) -> Result:
    return CliRunner(env={"REVSTREAM_KEYS": keys}).invoke(command, arguments)


def test_without_keys_it_says_how_to_make_and_to_give_them() -> None:
    ended = _serve("--store", "redis://localhost:6379")
    assert ended.exit_code == 2
    assert "revstream api-key create" in ended.output
    assert "REVSTREAM_KEYS" in ended.output


def test_keys_of_the_environment_do_instead_of_a_file() -> None:
    ended = _serve(keys="{}")
    assert ended.exit_code == 2
    assert "no store" in ended.output


def test_a_login_by_iam_is_taken_and_what_it_lacks_is_named() -> None:
    ended = _serve("--store", "rediss://store:6379", "--set", "store.auth=iam", keys="{}")
    said = str(ended.exception)
    assert "store.user: missing" in said
    assert "store.cache: missing" in said


def test_a_login_by_iam_needs_tls() -> None:
    of_iam = ("store.auth=iam", "store.user=u", "store.cache=c", "aws.region=eu-west-1")
    ended = _serve(
        "--store",
        "redis://store:6379",
        *(part for one in of_iam for part in ("--set", one)),
        keys="{}",
    )
    assert "store.auth iam needs rediss://HOST:PORT" in str(ended.exception)
