"""Running the command line."""

import pytest
from click.testing import CliRunner

from miner.cli import cli
from tests.samples import sample, sample_repository  # noqa: F401 - fixtures


@pytest.fixture
def run(monkeypatch):
    """Run a command and return its result."""
    monkeypatch.delenv("COLUMNS", raising=False)
    runner = CliRunner()

    def invoke(*arguments, **options):
        return runner.invoke(cli, [str(argument) for argument in arguments], prog_name="miner", **options)

    return invoke


@pytest.fixture
def ask(run, sample):  # noqa: F811
    """Run a command on the sample, which must succeed, and return what it prints."""

    def invoke(*arguments, **options):
        result = run("--db", sample, *arguments, **options)
        assert result.exit_code == 0, result.output
        return result.stdout_bytes.decode()  # `stdout` would have other line ends

    return invoke


@pytest.fixture
def refuse(run, sample):  # noqa: F811
    """Run a command on the sample, which must fail with one sentence, and return that sentence."""

    def invoke(*arguments, code=1, **options):
        result = run("--db", sample, *arguments, **options)
        assert result.exit_code == code, result.output
        assert result.stdout == ""
        assert result.stderr.startswith("Error: " if code == 1 else "Usage: ")
        return result.stderr

    return invoke
