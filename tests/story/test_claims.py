"""Each kind of claim, right and wrong, about the sample history."""

import pytest

# A text, the kind of claim, and the verdicts on it.
CLAIMS = [
    # commits, issues, pull requests
    ("commit ef4ac967e2", "commit", ["confirmed"]),
    ("commit ef4ac967e3", "commit", ["unknown"]),
    ("https://github.com/python/cpython/commit/ef4ac967e2f3a9a18330cc6abe14adb4bc3d0465", "commit", ["confirmed"]),
    ("r80932 and 1234567 and 2e5000000", "commit", ["confirmed"]),
    ("PR 11617", "pull request", ["confirmed"]),
    ("gh-77789, bpo-33608 and bpo-1", "issue", ["confirmed", "confirmed", "unknown"]),
    ("https://bugs.python.org/issue33608#msg1", "tracker message", ["unknown"]),
    # issues of commits
    ("commit ef4ac967e2 (bpo-33608)", "issue of a commit", ["confirmed"]),
    ("commit ef4ac967e2 (bpo-36710)", "issue of a commit", ["corrected"]),
    ("bpo-36710 was hurt by commit ef4ac967e2", "issue of a commit", []),
    # delays
    ("bpo-33608: 2019-02-24 commit, reverted 8 days later", "delay of a revert", ["rounded"]),
    ("bpo-33608: 2019-02-24 commit, reverted 7.57 days later", "delay of a revert", ["confirmed"]),
    ("bpo-33608: 2019-04-12 commit, reverted 1h later", "delay of a revert", ["confirmed"]),
    ("f13c5c8b94 was reverted an hour later", "delay of a revert", ["confirmed"]),
    ("f13c5c8b94 was reverted three days later", "delay of a revert", ["corrected"]),
    ("f13c5c8b94 was reverted by b75b1a3504, and all was well", "delay of a revert", []),
    ("bpo-33608 was reverted 3 weeks later", "delay of a revert", ["unknown"]),
    ("50e6e99178 => reverted 3 hours later", "delay of a revert", ["corrected"]),
    ("50e6e99178 => partially reverted 3 hours later", "delay of a revert", ["unknown"]),
    ("5be45a6105 => reverted 3 weeks later", "delay of a revert", ["unknown"]),
    # numbers
    ("bpo-33608: 13 commits", "number of commits", ["confirmed"]),
    ("thirteen commits for bpo-33608", "number of commits", ["confirmed"]),
    ("bpo-33608: 12 commits", "number of commits", ["corrected"]),
    ("bpo-33608: 12 changes", "number of changes", ["unknown"]),
    ("12 commits", "number of commits", ["unknown"]),
    ("bpo-33608: the last 3 commits, and 2 commits later", "number of commits", []),
    ("bpo-33608 was reverted three times", "number of reverts", ["confirmed"]),
    ("bpo-33608 was reverted 5 times", "number of reverts", ["corrected"]),
    ("bpo-33608: 3 attempts", "number of attempts", ["confirmed"]),
    # places
    ("The first commit of bpo-33608 is ef4ac967e2", "place of a commit", ["confirmed"]),
    ("The first commit of bpo-33608 is b05b711a2c", "place of a commit", ["corrected"]),
    ("The first change of bpo-33608 is b05b711a2c", "place of a commit", ["unknown"]),
    ("Final commit: e225bebc14", "place of a commit", ["confirmed"]),
    ("Final commit: b05b711a2c", "place of a commit", ["corrected"]),
    ("Date: 2019-03-01\n\nFinal commit: bda918bf65", "place of a commit", ["extended"]),
    ("bpo-33608\n\n* Last one: e225bebc14", "place of a commit", ["confirmed"]),
    ("bpo-33608\n\n* Last one: b05b711a2c", "place of a commit", ["unknown"]),
    ("bpo-33608\n\nFirst: ef4ac967e2", "place of a commit", ["confirmed"]),
    ("At first: ef4ac967e2", "place of a commit", []),
    ("Latest attempt: 6a150bcaeb", "place of a commit", ["corrected"]),
    ("Attempt #3: 6a150bcaeb", "place of a commit", ["confirmed"]),
    ("Attempt #7: 6a150bcaeb", "place of a commit", ["unknown"]),
    # reverts
    ("ef4ac967e2 was reverted by 4d61e6e3b8", "revert", ["confirmed"]),
    ("4d61e6e3b8 reverts ef4ac967e2", "revert", ["confirmed"]),
    ("ef4ac967e2 reverts 4d61e6e3b8", "revert", ["corrected"]),
    ("ef4ac967e2 was reverted by b75b1a3504", "revert", ["corrected"]),
    ("bda918bf65 and ef4ac967e2: both reverted by 4d61e6e3b8", "revert", ["confirmed", "confirmed"]),
    ("f13c5c8b94 and ef4ac967e2 were both reverted by 4d61e6e3b8", "revert", ["corrected", "confirmed"]),
    (
        "ef4ac967e2 was reverted by 4d61e6e3b8, f13c5c8b94 was reverted by b75b1a3504",
        "revert",
        ["confirmed", "confirmed"],
    ),
    (
        "ef4ac967e2 was reverted by 4d61e6e3b8, f13c5c8b94 and 5be45a6105 were reverted by b75b1a3504",
        "revert",
        ["confirmed", "corrected"],
    ),
    ("f13c5c8b94 landed, and ef4ac967e2 was reverted by 4d61e6e3b8", "revert", ["confirmed"]),
    ("8 days between ef4ac967e2 and its revert", "delay of a revert", ["rounded"]),
    ("9 days between ef4ac967e2 and its revert", "delay of a revert", ["corrected"]),
    ("ef4ac967e2 was reverted, sadly", "revert", ["confirmed"]),
    ("5be45a6105 was reverted, sadly", "revert", ["unknown"]),
    # days
    ("commit ef4ac967e2 of 2019-02-24", "day landed", ["confirmed"]),
    ("commit ef4ac967e2 of 24 February 2019", "day landed", ["confirmed"]),
    ("commit 5be45a6105 (2019-03-09)", "day landed", ["confirmed in UTC"]),
    ("commit ef4ac967e2 (Feb 26, 2019)", "day landed", ["corrected"]),
    ("commit ef4ac967e2 of 2019-02-30", "day landed", []),
    ("bpo-33608 was opened on 2018-05-22", "day opened", ["confirmed"]),
    ("bpo-33608 was opened on 2018-05-23", "day opened", ["corrected"]),
    ("bpo-33608 was closed on 2018-05-23", "day closed", ["unknown"]),
    ("ef4ac967e2 was reverted on 2019-03-04", "day reverted", ["confirmed"]),
    ("ef4ac967e2 was reverted on 2019-03-05", "day reverted", ["corrected"]),
    ("4d61e6e3b8 reverted it on 2019-03-04", "day reverted", ["confirmed"]),
    ("On 2019-03-05 it rained.", "day", ["unknown"]),
    # periods
    ("bpo-33608 from 2019-02-24 to 2019-06-03", "period begins", ["confirmed"]),
    ("bpo-33608 from 2019-02-24 to 2019-06-03", "period ends", ["confirmed"]),
    ("bpo-33608 from 2019-02-20 to 2019-06-03", "period begins", ["corrected"]),
    ("bpo-33608 from 2019-03-01 to 2019-03-04", "period begins", ["extended"]),
    ("bpo-33608 between 2019-02-24 and 2019-03-04", "period ends", ["extended"]),
    ("bpo-33608 on 2019-02-24 and 2019-03-04", "period ends", []),
    ("2019-02-24 to 2019-06-03", "period", ["unknown"]),
    ("bpo-36710: 2019-04-24 to 2019-06-19, and again in November", "period ends", ["confirmed in UTC"]),
    # releases
    ("ef4ac967e2 landed in 3.8.0a2", "release", ["confirmed"]),
    ("ef4ac967e2 landed in Python 3.8", "release", ["confirmed"]),
    ("ef4ac967e2 landed in 3.9", "release", ["corrected"]),
    ("bpo-33608\n\nFirst release with it: 3.8.0a2", "release", ["confirmed"]),
    ("bpo-33608\n\nReleased in: 3.7.4", "release", ["corrected"]),
    ("ef4ac967e2, first release: 3.8.0a3", "release", ["corrected"]),
    ("Released in: 3.7.4", "release", ["unknown"]),
    ("ef4ac967e2 is slow since Python 3.3", "release", ["unknown"]),
    ("Python 3.8.0a2 was released on 2019-02-25.", "release date", ["confirmed"]),
    ("Python 3.8.0a2 was released on 2019-03-25.", "release date", ["corrected"]),
    ("Python 3.8.0a2 was released on 2019-02-26.", "release date", ["rounded"]),
    # credits
    ("Contributed by Eric Snow in bpo-33608.", "credit", ["confirmed"]),
    ("Contributed by Guido van Rossum in bpo-33608.", "credit", ["unknown"]),
    ("Commit ef4ac967e2 by Eric Snow", "author of a commit", ["confirmed"]),
    ("Commit ef4ac967e2 by Victor Stinner", "author of a commit", ["corrected"]),
    ("45956b9a33 by Eric Snow", "author of a commit", ["unknown"]),
    # less usual forms
    (
        "Commits: ef4ac967e2 (bpo-33608), r80932 (bpo-33608), 4d61e6e3b8 (bpo-36097)",
        "issue of a commit",
        ["confirmed", "corrected", "confirmed"],
    ),
    ("commit c22bfaae83 (bpo-1), 7f777ed95a (bpo-33608)", "issue of a commit", ["unknown"]),
    ("PR 17315 (bpo-33608: words (in brackets) of no title)", "title", ["unknown"]),
    ("Final commit: something", "place of a commit", ["unknown"]),
    ("The final commit of 4d61e6e3b8", "place of a commit", ["unknown"]),
    ("ef4ac967e2 is the first commit of bpo-33608", "place of a commit", ["confirmed"]),
    ("bpo-33608: 2019-02-24, first commit", "place of a commit", ["confirmed"]),
    ("bpo-33608: 2019-04-12, 2nd attempt", "place of a commit", ["confirmed"]),
    ("bpo-33608: 2019-03-01, 2nd attempt", "place of a commit", ["unknown"]),
    ("bpo-1: 2019-03-01, 2nd attempt", "place of a commit", ["unknown"]),
    ("5be45a6105 was reverted by 7bda9de550", "revert", ["unknown"]),
    ("5be45a6105 was reverted by 4d61e6e3b8", "revert", ["corrected"]),
    ("bpo-36710 was reverted twice", "number of reverts", ["unknown"]),
    ("bpo-33608: 77 attempts", "number of attempts", ["unknown"]),
    ("bpo-33608, between 2019-02-24 and 2019-03-04: 4 commits", "number of commits", ["confirmed"]),
    ("Date: 2019-03-04\n\nbpo-33608: 4 commits", "number of commits", ["extended"]),
    ("bpo-36710: closed on 2020-01-13", "day closed", ["confirmed"]),
    ("bpo-33608 was reverted on 2019-03-04", "day reverted", ["confirmed"]),
    ("bpo-33608 landed on 2019-01-01", "day landed", ["corrected"]),
    ("bpo-33608 2019-02-24 merged", "day landed", ["confirmed"]),
    ("bpo-33608 and bpo-36710\n\nsomething of 2019-02-24", "day", ["unknown"]),
    ("bpo-8547 from 2010-05-07 to 2010-05-07", "period begins", ["confirmed"]),
    ("bpo-33608 from 2019-02-24 to 2019-06-09", "period ends", ["corrected"]),
    ("bpo-36710 from 2019-04-24 to 2020-01-13", "period ends", ["corrected"]),
    ("ef4ac967e2 was reverted in 3.8.0a3", "release", ["confirmed"]),
    ("ef4ac967e2 was fixed in 2.99.99", "release", ["corrected"]),
    ("bpo-33608 landed in 3.8.0a2", "release", ["confirmed"]),
    ("It landed in 3.8", "release", ["unknown"]),
    ("Python 3.99.0 was released on 2019-02-25.", "release date", ["unknown"]),
    ("Contributed by Eric Snow.", "credit", ["unknown"]),
    ("https://bugs.python.org/issue?@action=redirect&bpo=33608, #33608, issue 33608", "issue", ["confirmed"] * 2),
    (
        "http://svn.python.org/view?view=revision&revision=80932 https://hg.python.org/lookup/r80932",
        "commit",
        ["confirmed"],
    ),
    # fields of structs
    ("Move _PyRuntimeState.gc to PyInterpreterState.gc", "move of a field", ["unknown"]),
    ("NEW: PyInterpreterState.dict", "new field", ["unknown"]),
    # the document itself
    ("Date: 2019-02-23\n\nef4ac967e2", "date of the document", ["corrected"]),
    ("Date: 2019-02-24\n\nef4ac967e2", "date of the document", ["confirmed"]),
]


@pytest.mark.parametrize(("text", "claim", "expected"), CLAIMS)
def test_a_claim(verdicts, text, claim, expected):
    assert verdicts(text, claim) == expected


def test_a_finding_says_where_and_how_to_ask(judge):
    (found,) = [each for each in judge("One\ntwo\n\nthree: bpo-33608 and\nits 12 commits") if each[1].startswith("num")]
    assert found == (5, "number of commits", "12 commits", "corrected", "bpo-33608 has 13 commits, 13 of them on main")


def log(history, name):
    facts = history.query("commit_facts", commit=name).dicts()[0]
    message = "\n".join(f"    {line}".rstrip() for line in facts["message"].strip().split("\n"))
    return facts[
        "sha"
    ], f"commit {facts['sha']}\nAuthor: Eric Snow <e@x>\nDate:   Sun Feb 24 15:40:47 2019 -0800\n\n{message}"


def test_a_log_as_git_shows_it(history, judge):
    sha, text = log(history, "ef4ac967e2")
    block = "::\n\n" + "\n".join(f"    {line}" for line in text.split("\n"))
    kinds = ["log", "log author", "log date", "log title", "log body"]
    for document, name in (
        (text, "a.txt"),
        (block, "a.rst"),
        (f"```\n{text}\n```\n", "a.md"),
        (f"<pre>{text}</pre>", "a.html"),
    ):
        found = [each for each in judge(document.replace("_", r"\_") if name == "a.rst-" else document, name)]
        assert [(each[1], each[3]) for each in found] == [(kind, "confirmed") for kind in kinds], name
    assert sha


@pytest.mark.parametrize(
    ("before", "after", "claim"),
    [
        ("Eric Snow", "Victor Stinner", "log author"),
        ("15:40:47", "15:40:48", "log date"),
        ("Keep pending calls", "Keep all calls", "log title"),
        ("takes over the list", "takes over both lists", "log body"),
    ],
)
def test_a_log_that_was_changed(history, judge, before, after, claim):
    _, text = log(history, "ef4ac967e2")
    assert before in text
    assert [each[1] for each in judge(text.replace(before, after)) if each[3] == "corrected"] == [claim]


@pytest.mark.parametrize(
    ("date", "verdict"),
    [
        ("2019-02-24 15:40:47 -0800", "confirmed"),
        ("2019-02-24T23:40:47+00:00", "confirmed"),
        ("last winter", "unknown"),
    ],
)
def test_the_date_of_a_log_in_other_forms(history, judge, date, verdict):
    _, text = log(history, "ef4ac967e2")
    changed = text.replace("Sun Feb 24 15:40:47 2019 -0800", date)
    assert [each[3] for each in judge(changed) if each[1] == "log date"] == [verdict]


def test_a_log_of_a_commit_that_nobody_knows(judge):
    text = (
        "commit 0123456789\nAuthor: A <a@x>\n\n    bpo-1: one\n\ncommit 9876543210\nAuthor: A <a@x>\n\n    bpo-1: two\n"
    )
    assert [each[:2] + each[3:4] for each in judge(text)] == [(1, "log", "unknown"), (6, "log", "unknown")]


def test_logs_one_after_the_other_with_a_patch(history, judge):
    _, first = log(history, "ef4ac967e2")
    _, second = log(history, "b05b711a2c")
    patch = "\n\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n+bpo-1\n\n"
    found = judge(f"```\n{first}{patch}{second}\n```\n", "a.md")
    assert [each[1] for each in found if each[3] == "confirmed"].count("log title") == 2
    assert not [each for each in found if each[1] == "issue"]


def test_a_message_below_its_link(history, judge):
    facts = history.query("commit_facts", commit="ef4ac967e2").dicts()[0]
    subject, _, body = facts["message"].strip().partition("\n")
    link = "See https://github.com/python/cpython/commit/ef4ac967e2f3a9a18330cc6abe14adb4bc3d0465 ::\n\n    "
    indented = body.strip().split("\n")[0]
    found = {each[1]: each[3] for each in judge(f"{link}{subject}\n\n    {indented}\n", "a.rst")}
    assert (found["log title"], found["log body"]) == ("confirmed", "confirmed")
    found = {each[1]: each[3] for each in judge(f"{link}{subject}\n\n    {indented} Never.\n", "a.rst")}
    assert found["log body"] == "corrected"
    own = {each[1] for each in judge(f"{link}This is what I think about all of it.\n", "a.rst")}
    assert not own & {"log title", "log body"}


def test_a_body_below_its_title(history, judge):
    facts = history.query("commit_facts", commit="ef4ac967e2").dicts()[0]
    subject, _, body = facts["message"].strip().partition("\n")
    text = f"{subject}\n\n    {body.strip().splitlines()[0]}\n"
    assert ("log body", "confirmed") in [(each[1], each[3]) for each in judge(text)]


def test_an_id_that_nothing_knows_is_recognised_by_the_message_below(history, judge):
    facts = history.query("commit_facts", commit="45956b9a33").dicts()[0]
    text = f"Attempt #1: https://hg.python.org/cpython/rev/c2a13acd5e2b\n\n    {facts['message'].strip()}\n"
    verdict = {each[1]: each[3] for each in judge(text.replace("\n", "\n    ").replace("\n    \n", "\n\n"))}
    assert verdict["commit"] == "confirmed"
    assert verdict["place of a commit"] == "confirmed"


def test_a_section_about_something_else(verdicts):
    text = "{}\n=======\n\nCommit: {}\n"
    assert verdicts(text.format("pending_calls", "ef4ac967e2"), "commit of a section", "a.rst") == ["confirmed"]
    assert verdicts(text.format("pending_calls", "bda918bf65"), "commit of a section", "a.rst") == ["corrected"]
    assert verdicts(text.format("other_things", "bda918bf65"), "commit of a section", "a.rst") == ["unknown"]


def test_links(judge):
    text = (
        "`bpo-33608: https://bugs.python.org/issue33608 <The title of it>`_\n\n"
        "`bpo-33608 <https://bugs.python.org/issue36710>`_\n\n"
        "`bpo-33608 <https://github.com/python/cpython/issues/77789>`_ `a file <a.html>`_\n"
    )
    assert [each[:2] for each in judge(text, "a.rst") if each[3] == "corrected"] == [(1, "link"), (3, "link")]
    text = "[https://bugs.python.org/issue33608](its title)\n\n(its title)[https://bugs.python.org/issue33608]\n"
    assert [each[:2] for each in judge(text, "a.md") if each[3] == "corrected"] == [(1, "link"), (3, "link")]


def test_titles(history, verdicts):
    subject = history.query("commit_facts", commit="ef4ac967e2").dicts()[0]["subject"]
    assert verdicts(subject, "title") == ["confirmed"]
    assert verdicts(subject.replace("Keep", "Lose"), "title") == ["corrected"]
    assert verdicts("bpo-33608: something that nobody said before", "title") == ["unknown"]
    assert verdicts("bpo-33608: 13 commits and more", "title") == []


def test_the_text_of_an_entry(history, verdicts):
    entry = history.query("news_entries", issue="bpo-33608").dicts()[0]
    text = "Python 3.8.0 alpha 2\n====================\n\n*Release date: {}*\n\n- bpo-33608: {}\n"
    assert verdicts(text.format("2019-02-25", entry["text"]), "title", "a.rst") == ["confirmed"]
    assert verdicts(text.format("2019-02-25", entry["text"]), "release date", "a.rst") == ["confirmed"]
    assert verdicts(text.format("2019-01-25", "something else"), "release date", "a.rst") == ["corrected"]
    words = entry["text"].split()
    changed = " ".join(["everything" if place == 3 else word for place, word in enumerate(words)])
    assert verdicts(text.format("2019-02-25", changed), "title", "a.rst") == ["corrected"]


def test_link_texts_as_titles(history, verdicts):
    title = history.query("issue_facts", issue="bpo-33608").dicts()[0]["title"]
    text = "See `{} <https://bugs.python.org/issue33608>`_.\n"
    assert verdicts(text.format(title), "title", "a.rst") == ["confirmed"]
    assert verdicts(text.format("something about it"), "title", "a.rst") == ["unknown"]


def test_titles_that_a_record_tells(history, verdicts, monkeypatch):
    monkeypatch.setattr("miner.story.facts.Facts.has_record", lambda self, key: True)
    title = history.query("issue_facts", issue="bpo-33608").dicts()[0]["title"]
    assert verdicts(f"bpo-33608: {title}", "title") == ["confirmed"]
    assert verdicts(f"bpo-33608: {' '.join(title.split()[:-2])}, once", "title") == ["unknown"]
    assert verdicts("bpo-33608: wholly another matter", "title") == ["corrected"]


def test_links_to_commits(verdicts):
    text = "[{}](https://github.com/python/cpython/commit/ef4ac967e2f3a9a18330cc6abe14adb4bc3d0465)"
    assert verdicts(text.format("`ef4ac967`"), "link", "a.md") == []
    assert verdicts(text.format("GH-11617"), "link", "a.md") == []
    assert verdicts(text.format("b05b711a2c"), "link", "a.md") == ["corrected"]
    assert verdicts(text.format("0123456789ab"), "link", "a.md") == []


def test_entries_of_the_news(verdicts):
    text = "Python 3.8.0 alpha {}\n======================\n\nLibrary\n-------\n\n- bpo-33608: something or other\n"
    assert verdicts(text.format(2), "NEWS entry", "a.rst") == ["confirmed"]
    assert verdicts(text.format(3), "NEWS entry", "a.rst") == ["corrected"]


def test_dense_documents_are_judged_in_part(judge):
    found = judge("bpo-33608, 13 commits\n" * 4_000)
    assert len(found) < 8_000
    assert any("only the first" in each[4] for each in found)
