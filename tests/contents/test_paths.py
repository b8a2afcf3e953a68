"""What paths tell by their names."""

import pytest

from miner.contents.paths import is_test


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("Lib/test/test_socket.py", True),
        ("Lib/idlelib/idle_test/test_run.py", True),
        ("tests/data/large.json", True),
        ("Modules/_testcapimodule.c", True),
        ("pkg/server_test.go", True),
        ("Lib/unittest/case.py", False),
        ("Lib/contest.py", False),
        ("Doc/library/doctest.rst", False),
    ],
)
def test_a_test_is_known_by_its_name_or_folder(path, found):
    assert is_test(path) is found
