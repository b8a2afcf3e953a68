"""A repository whose commits, names, files and refs hold what no tool expects: huge numbers, NUL, sizes, odd dates."""

from pathlib import Path

from pygit2.enums import ObjectType

from tests.repositories import Repo

HUGE = ("2147483648", "4294967296", "18446744073709551616", "9" * 25, "9" * 5_000)
TEXTS = (
    '=HYPERLINK("x") [x](javascript:alert(1)) <script>alert(1)</script> `a <b>`__ |c| \x1b[2J \u202e \u200b',
    "NUL \0 in the middle",
    "| a | b\\\r second ``line`` ::",
    "'; DROP TABLE commits; --",
    "%s %d {} {0} :param $1 ?",
)


def hostile_messages() -> list[str]:
    """Return messages; those about bpo-40001 and bpo-40002 are huge."""
    numbers = [
        form.format(number)
        for number in HUGE
        for form in (
            "bpo-{0}: A change (GH-{0})",
            "gh-{0}: A change (#{0})",
            "Issue #{0}: a change; closes #{0}, see PEP {0} and r{0}",
            "[ {0} ] Patch #{0} by SF user, bug #{0}, PR#{0}",
            "Merged revisions {0}-{0},7 via svnmerge from svn+ssh://x/python/trunk",
            "Revert r{0}\n\nThis reverts commit {0}.\nBacked out changeset {0}",
            "[{0}.{0}] bpo-1: A port\n\n(cherry picked from commit {0})",
            "Merge {0}.{0}: something",
            "From trunk\n\ngit-svn-id: http://svn.python.org/projects/python/trunk@{0} 6015fed2-1504-0410-9fe1-9d1591cc4771",
        )
    ]
    return [
        *numbers,
        *(f"bpo-1000: {text}" for text in TEXTS),
        *(f'Revert "bpo-1000: {text}"' for text in TEXTS),
        "bpo-40001: " + " ".join(f"bpo-{number}" for number in range(1, 20_000)),
        "bpo-40002: Much\n\n" + "word " * 100_000,
        "bpo-40003: " + "\u6f22" * 100_000,
        "",
        "\n\n\n",
        "\0",
        "(" * 20_000 + ")" * 20_000,
        'Revert "' * 5_000,
    ]


HEADERS = (
    *(f"HG:extra convert_revision:svn%3Auuid/python/branches/py3k%40{number}" for number in HUGE),
    "HG:extra convert_revision:svn%3Auuid/python/branches/a%00b%4077",
    "HG:extra convert_revision:svn%3Auuid/python/branches/%ff%fe%4078",
    "HG:extra convert_revision:svn%3A" + "x" * 10_000 + "%4079",
    b"HG:extra source:\0\0",
    b"HG:extra source:" + b"f" * 5_000,
    b"HG:extra transplant_source:%00%ff%00",
    b"HG:extra branch:\0",
    *(
        b"encoding " + name
        for name in (b"idna", b"punycode", b"hex", b"rot13", b"undefined", b"utf-7", b"utf-16", b"\0")
    ),
    b"encoding unicode_escape",
    b"gpgsig " + b"x" * 10_000,
)
PEOPLE = (
    ("A" * 1_000_000, "a@example.org"),
    ("Ann", "a" * 1_000_000 + "@example.org"),
    ("NUL \0 name", "nul\0@example.org"),
    ("", ""),
    ("<<>>", "<>"),
    *((text, text) for text in TEXTS[2:]),
)
TIMES = (-(1 << 63), -1, 0, 1 << 31, (1 << 62) - 1, 1 << 63, 1 << 64, 10**30, -62_135_596_801, 253_402_300_800)
FILES = {
    "Misc/NEWS": "".join(
        f"What's New in Python {number}.{number}.{number}?\n====\n\n*Release date: {number}-{number}-{number}*\n\n"
        f"- Issue #{number}: an entry \0 about bpo-{number}.\n\n"
        for number in ("3", *HUGE)
    ),
    f"Misc/NEWS.d/{'9' * 200}.rst": ".. bpo: " + "9" * 5_000 + "\n.. date: 9999-99-99\n.. section: \0\n\nText\n",
    "Misc/NEWS.d/3.9.0a1.rst": ".. bpo: " + HUGE[2] + "\n.. date: 2019-02-30\n.. nonce: \0\n.. section: C API\n\n\0\n",
    "Misc/NEWS.d/next/Library/2019-99-99-99.bpo-99999999999999999999.\u202e.rst": b"\xff\xfe\0",
    "Misc/svnmap.txt": "".join(f"{number} {number} {'f' * 40} trunk\n" for number in HUGE) + "\0 \0 \0\n",
    ".mailmap": "Real \0 Name <real@example.org> <a@example.org>\n<<<>>>\n" + "x" * 100_000 + "\n\xff\n",
    "deep/" * 500 + "f.py": "x = 1\n",
    "Lib/=cmd|' /C calc'!A0.py": "".join(f"line {number}\n" for number in range(50)),
    "Lib/\u202e\x1b[2J.py": "\0" * 1_000,
    "Lib/long.py": "x" * 1_000_000 + "\n",
}


def build(path: Path) -> Repo:
    """Build the repository; the versions in tags and branches are hostile, too."""
    repo = Repo(path)
    repo.commit("bpo-1000: Begin", FILES)
    start = 1_000_000_000
    for number, message in enumerate(hostile_messages()):
        repo.commit(message, {"Lib/a.py": f"{number}\n" * 3}, time=start + number * 86_400 * 40)
    for header in HEADERS:
        repo.commit("bpo-1001: A header", {"Lib/a.py": repr(header)[:100]}, headers=[header])
    for person in PEOPLE:
        repo.commit("bpo-1002: A person", {"Lib/a.py": repr(person)[:100]}, author=person)
    tree = str(repo.git[repo.tip("main")].tree.id)
    for time in TIMES:  # git and libgit2 cannot read all of these
        who = f"A <a@example.org> {time} +{abs(time) % 10**6}"
        raw = f"tree {tree}\nparent {repo.tip('main')}\nauthor {who}\ncommitter {who}\n\nbpo-1003: A time {time}\n"
        repo.branch("main", str(repo.git.write(ObjectType.COMMIT, raw.encode())))
    repo.git.references.create("refs/heads/main", repo.git.write(ObjectType.COMMIT, _last(repo, tree)), force=True)
    for number in HUGE[:4]:
        repo.tag(f"v{number}.{number}.{number}", time=start)
        repo.tag(f"v3.{number}.0", time=start)
        repo.tag(f"v3.9.0rc{number}")
        repo.branch(f"{number}.{number}")
        repo.branch(f"3.{number}")
    _odd_tags(repo)
    tip = repo.tip("main")
    with (path / "packed-refs").open("a") as refs:  # as files, their names would be too long
        refs.write(f"{tip} refs/tags/v{HUGE[-1]}.0.0\n{tip} refs/heads/{HUGE[-1]}.{HUGE[-1]}\n")
    return repo


def _last(repo: Repo, tree: str) -> bytes:
    """Return a commit that everything can read."""
    who = "A <a@example.org> 1700000000 +0000"
    return f"tree {tree}\nparent {repo.tip('main')}\nauthor {who}\ncommitter {who}\n\nbpo-1004: The last\n".encode()


def _odd_tags(repo: Repo) -> None:
    for number, tagger in enumerate(("A <a@b> 99999999999999999999999 +0000", "\0", "A <a@b> -1 -9999", "")):
        raw = f"object {repo.tip('main')}\ntype commit\ntag v3.8.{number}\ntagger {tagger}\n\nA \0 tag\n"
        repo.git.references.create(f"refs/tags/v3.8.{number}", repo.git.write(ObjectType.TAG, raw.encode()))
