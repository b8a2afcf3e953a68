"""Documents about the real history, in our own words: what is right is confirmed, what was planted is found."""

from pathlib import Path

import pytest

from miner.history.history import open_history
from miner.story.check import check
from miner.story.reading import read

DOCUMENTS = Path(__file__).with_name("documents")

# What was written into the documents on purpose although git says otherwise: file, line, and what kind of claim it is.
PLANTED = {
    ("whatsnew.rst", 19, "credit"),  # another's work: the history cannot disprove that somebody took part
    ("whatsnew.rst", 24, "number of commits"),
    ("whatsnew.rst", 27, "release"),
    ("whatsnew.rst", 31, "day"),
    ("whatsnew.rst", 34, "issue of a commit"),
    ("whatsnew.rst", 37, "link"),
    ("whatsnew.rst", 43, "release date"),
    ("news.rst", 14, "NEWS entry"),
    ("news.rst", 19, "release date"),
    ("news.rst", 25, "NEWS entry"),
    ("news.rst", 50, "delay of a revert"),
    ("news.rst", 51, "period ends"),
    ("post.md", 10, "delay of a revert"),
    ("post.md", 12, "revert"),
    ("post.md", 15, "link"),
    ("post.md", 17, "link"),
    ("post.md", 24, "day"),
    ("post.md", 31, "release"),
    ("post.md", 33, "place of a commit"),
    ("post.md", 35, "day opened"),
}
NEVER_FOUND = {("whatsnew.rst", 19, "credit")}

# The article: line, kind of claim, words that are said, verdict, words of the fact.
ARTICLE = [
    (5, "date of the document", "2020-03-20", "corrected", "5804f878e7"),
    (11, "link", "bpo-36479", "corrected", "swapped"),
    (11, "issue", "bpo-36479", "unknown", "no commit"),
    (20, "day opened", "2013-10-31", "confirmed", "bpo-19466"),
    (22, "place of a commit", "Attempt #1", "confirmed", "45956b9a33"),
    (22, "day landed", "12 Nov 2013", "confirmed", "45956b9a33"),
    (24, "day reverted", "2014-02-13", "confirmed", "15054c16c8"),
    (26, "revert", "r80932", "confirmed", "1a0ce685ab"),
    (28, "revert", "766af559ad96", "confirmed", "d2306cec4d"),
    (28, "day reverted", "2017-02-10", "confirmed", "d2306cec4d"),
    (35, "day landed", "2019-02-24", "confirmed", "ef4ac967e2"),
    (35, "delay of a revert", "8 days", "rounded", "7 days 13 h"),
    (36, "day landed", "2019-04-12", "confirmed", "f13c5c8b94"),
    (36, "place of a commit", "2nd commit", "confirmed", "f13c5c8b94"),
    (36, "delay of a revert", "1h", "confirmed", "1 h 1 min"),
    (37, "place of a commit", "3rd commit", "confirmed", "6a150bcaeb"),
    (37, "delay of a revert", "2 days", "rounded", "1 day 18 h"),
    (39, "place of a commit", "Latest attempt", "corrected", "e225bebc14"),
    (45, "period begins", "2019-04-24", "confirmed", "8bb3230149"),
    (45, "period ends", "2019-06-19", "confirmed in UTC", "2019-06-20T00:05:23+02:00"),
    (45, "period begins", "2019-11-12", "corrected", "2e96906da7"),
    (45, "period ends", "2019-11-20", "extended", "61b6492961"),
    (48, "period begins", "2019-10-30", "corrected", "opened"),
    (48, "period ends", "2020-02-11", "extended", "08faf0016e"),
    (54, "day opened", "2019-05-08", "confirmed", "bpo-36854"),
    (56, "period begins", "2019-11-20", "confirmed", "9da7430675"),
    (56, "period ends", "2019-11-22", "confirmed", "310e2d2517"),
    (56, "day opened", "2019-05-08", "confirmed", "bpo-36854"),
    (58, "place of a commit", "Final commit", "corrected", "310e2d2517"),
    (75, "period begins", "2019-11-19", "confirmed in UTC", "ef5aa9af7c"),
    (75, "period ends", "2019-12-17", "confirmed", "630c8df5cf"),
    (77, "number of commits", "16 commits", "confirmed", "bpo-38858"),
    (82, "commit of a section", "small_ints", "corrected", "630c8df5cf"),
    (87, "number of commits", "10 commits", "confirmed", "bpo-39877"),
    (87, "day landed", "2020-03-07", "confirmed", "7b3c252dc7"),
    (88, "tracker message", "#msg357052", "unknown", "not in the database"),
]


@pytest.fixture(scope="module")
def found(mined_history):
    """The findings of each document, by the name of its file."""
    with open_history(mined_history[0]) as history:
        return {path.name: check(history, read(path.name, path.read_bytes())) for path in DOCUMENTS.iterdir()}


@pytest.mark.history
@pytest.mark.parametrize(("line", "claim", "said", "verdict", "fact"), ARTICLE)
def test_the_article(found, line, claim, said, verdict, fact):
    verdicts = [
        (each.verdict, fact in each.fact)
        for each in found["article.rst"]
        if (each.line, each.claim) == (line, claim) and said in each.said
    ]
    assert verdicts == [(verdict, True)]


@pytest.mark.history
def test_the_article_has_no_other_errors(found):
    wrong = [(each.line, each.claim) for each in found["article.rst"] if each.verdict == "corrected"]
    assert wrong == [(line, claim) for line, claim, _, verdict, _ in ARTICLE if verdict == "corrected"]


@pytest.mark.history
def test_precision_and_recall(found):
    corrected = {
        (name, each.line, each.claim)
        for name, findings in found.items()
        for each in findings
        if name != "article.rst" and each.verdict == "corrected"
    }
    assert corrected - PLANTED == set(), "precision: no false alarm"
    assert PLANTED - corrected == NEVER_FOUND, "recall: 19 of 20"
    right = [each for name, findings in found.items() for each in findings if name != "article.rst"]
    assert sum(each.verdict in {"confirmed", "rounded"} for each in right) >= 60
