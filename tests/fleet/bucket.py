"""A server on this machine that answers as S3 does: moto, in a process of its own."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from pyarrow import fs

_RUNNING = re.compile(r"Running on (http://127\.0\.0\.1:\d+)")


def _endpoint(log: Path) -> str:
    for _ in range(600):
        if found := _RUNNING.search(log.read_text()):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"the server does not start: {log.read_text()}")


@pytest.fixture(scope="module")
def bucket(tmp_path_factory) -> Iterator[str]:
    """The address of an empty bucket; how to reach it is in the environment, as it is for a real one."""
    if not (find_spec("moto") and find_spec("flask")):
        pytest.skip("moto is not installed: pip install --group bucket")
    command = [sys.executable, "-u", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    log = tmp_path_factory.mktemp("bucket") / "log"
    with (
        pytest.MonkeyPatch.context() as patch,
        log.open("w") as stream,
        subprocess.Popen(command, stdout=stream, stderr=stream) as server,
    ):
        try:
            endpoint = _endpoint(log)
            for name, value in {
                "AWS_ENDPOINT_URL": endpoint,
                "AWS_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "key",
                "AWS_SECRET_ACCESS_KEY": "secret",
                "AWS_EC2_METADATA_DISABLED": "true",  # nothing else is asked for credentials
                "AWS_CONFIG_FILE": "/dev/null",
                "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            }.items():
                patch.setenv(name, value)
            fs.S3FileSystem(allow_bucket_creation=True, endpoint_override=endpoint).create_dir("bucket")
            yield "s3://bucket"
        finally:
            server.terminate()
