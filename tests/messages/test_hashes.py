import pytest

LONG = "ef4ac967e2f3a9a18330cc6abe14adb4bc3d0465"
OTHER = "87be8d95bf60a4c7cdd9f4d9d8a7d0d2f5b8c6e1"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param("Backed out changeset f23fa1f7b68f", ["f23fa1f7b68f"], id="backed-out"),
        pytest.param("left out in f578ca44193d", ["f578ca44193d"], id="in"),
        pytest.param(f"Text\n(grafted from {LONG})", [LONG], id="grafted"),
        pytest.param("Added tag v2.7.9 for changeset 8527427914a2", ["8527427914a2"], id="tag"),
        pytest.param("Add changeset 604106110564, all digits", ["604106110564"], id="digits-with-a-name"),
        pytest.param("commits 968b9ff9a059 and aff0a7b0cb12", ["968b9ff9a059", "aff0a7b0cb12"], id="two"),
        pytest.param("(applied: 4a82be47a948+5060a92a8597).", ["4a82be47a948", "5060a92a8597"], id="plus"),
        pytest.param("changeset:   77826:f0e58e778215", ["f0e58e778215"], id="log"),
        pytest.param("merge 3.2 (#3787e896dbe9)", ["3787e896dbe9"], id="hash-mark"),
        pytest.param("http://hg.python.org/cpython/rev/2c91045d16a6 did", ["2c91045d16a6"], id="address"),
        pytest.param("Test capath/{a.pem,ce7b8643.0}", [], id="file-name"),
        pytest.param("Backport commit bff052d9ab from libffi upstream", [], id="libffi"),
        pytest.param(
            "https://github.com/ghaering/pysqlite/commit/f254c534948c41c0ceb8cbabf0d4a2f547754739", [], id="pysqlite"
        ),
        pytest.param("node was 001111b2b7bf", [], id="uuid-node"),
        pytest.param("the 000000000000 and deadbeefcafe and 123456789012", [], id="not-hexadecimal-enough"),
    ],
)
def test_mercurial_ids(numbers, message, expected):
    assert numbers(message, "2012-05-01", "hg") == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param(f"This reverts commit {LONG}.", [LONG], id="reverts"),
        pytest.param(f"(cherry picked from commit {LONG})", [LONG], id="picked"),
        pytest.param(
            f"(cherry picked from commit {LONG})\n(cherry picked from commit {OTHER})", [LONG, OTHER], id="both"
        ),
        pytest.param("(cherry picked from commit 1234567)", ["1234567"], id="picked-digits"),
        pytest.param("A leak since bf64d90 (GH-23972)", ["bf64d90"], id="short"),
        pytest.param("It was in 3375dfe and a15a773.", ["3375dfe", "a15a773"], id="two-short"),
        pytest.param(f"See https://github.com/python/cpython/commit/{LONG}#diff-1", [LONG], id="address"),
        pytest.param("https://github.com/python/cpython/pull/24779/commits/046c84e8f9", ["046c84e8f9"], id="in-a-pull"),
        pytest.param(
            "[Commits](https://github.com/actions/upload-artifact/compare/v2.2.0...726a6dcd0199)", [], id="pin"
        ),
        pytest.param("Sync with jaraco/zipp@d9e7f4352d.", [], id="another-repository"),
        pytest.param("Sync with importlib_metadata 3.7.3 (16ac3a95)", [], id="release-of-another"),
        pytest.param("[commit 591f68c](https://github.com/tcltk/tk/commit/591f68c)", [], id="link-to-another"),
        pytest.param("Python 3.7.0a0 (default:41df79263a11, heads/x-dirty:05f53735c8)", [], id="build-names"),
        pytest.param("5f2d57b1-90e8-417c-ba5d-69b9b6f74289", [], id="uuid"),
        pytest.param("<code>a6f1f4b</code> and ?id=96616ab&x=1e34567", [], id="html"),
        pytest.param("takes 1e66666 or 12345678 or abcdefab seconds", [], id="numbers-and-words"),
        pytest.param("sha256: " + "a1" * 32, [], id="checksum"),
        pytest.param("index 3244f206aa..8f6c09d1d2 100755", [], id="diff"),
        pytest.param("0x7f008bf19667 in malloc", [], id="address-in-memory"),
    ],
)
def test_git_ids(numbers, message, expected):
    assert numbers(message, "2020-05-01", "git") == expected


def test_a_changeset_named_after_the_move_is_still_mercurials(roles):
    assert roles("Undo what changeset f23fa1f7b68f did", "2017-03-01")[0][0] == "hg:f23fa1f7b68f"
    assert roles("A merge error in fca705d53397.", "2017-03-01")[0][0] == "git:fca705d53397"


def test_the_trailer_of_the_sample_history_stands_for_the_real_commit(roles):
    message = f"bpo-33608: pending calls\n\nCPython-commit: {LONG}\n"
    assert roles(message, "2001-02-24")[-1] == (f"git:{LONG}", "trail", "stands-for")
    assert roles(message, "2019-02-24")[-1] == (f"git:{LONG}", "trail", "stands-for")
