"""Claims about commits that are named by their place, about several at once, and about times between other events."""

import pytest

from miner.story.claims.people import is_login_of
from miner.story.days import find_days_of_year
from miner.story.lengths import find_lengths

ABOUT = "bpo-33608: pending calls\n========================\n\n"
# A text below a heading that names bpo-33608, the kind of claim, and the verdicts on it.
PLACES = [
    # commits by their place
    ("The second attempt was reverted after an hour.", "delay of a revert", ["confirmed"]),
    ("The second attempt was reverted a week later.", "delay of a revert", ["corrected"]),
    ("The second attempt was kept for a whole week.", "delay of a revert", ["corrected"]),
    ("The first attempt was reverted by Victor Stinner.", "author of a commit", ["confirmed"]),
    ("The first commit landed in 3.8.0a2.", "release", ["confirmed"]),
    ("The first commit landed in 3.8.0a4.", "release", ["corrected"]),
    ("The first attempt is still in place.", "standing", ["corrected"]),
    ("39 days from the first revert to the second attempt.", "delay of a landing", ["confirmed"]),
    ("3 days from the first revert to the second attempt.", "delay of a landing", ["corrected"]),
    (
        "39 days from the first revert to the second attempt, 50 days from the second to the third attempt.",
        "delay of a landing",
        ["confirmed"],
    ),
    (
        "The second attempt came five weeks after the first revert and was reverted the same day.",
        "delay of a revert",
        ["confirmed"],
    ),
    ("The second attempt came five months after the first revert.", "delay of a landing", ["corrected"]),
    ("The third attempt landed on June 1, 2019.", "day landed", ["confirmed"]),
    ("The third attempt landed on June 2, 2019.", "day landed", ["corrected"]),
    ("The first attempt to write this failed in 2017.", "year landed", []),
    ("The first revert of my career was in 2005.", "year reverted", []),
    ("The last commit I looked at was 264490797a.", "place of a commit", ["unknown"]),
    ("The last commit before the release of 3.8.0a4 is f13c5c8b94.", "place of a commit", ["unknown"]),
    ("5be45a6105 landed twelve days after ef4ac967e2, which was reverted.", "delay of a landing", ["confirmed"]),
    ("ef4ac967e2 and 5be45a6105 landed on February 24 and March 8, 2019.", "time of several commits", []),
    ("The ninth attempt was reverted after an hour.", "delay of a revert", ["unknown"]),
    ("First attempt: b05b711a2c\n\nThe first attempt was reverted.", "place of a commit", ["confirmed", "unknown"]),
    ("The last commit is e225bebc14.", "place of a commit", ["confirmed"]),
    ("The last of 13 commits is e225bebc14.", "place of a commit", ["confirmed"]),
    ("The last of its 13 commits is b75b1a3504.", "place of a commit", ["corrected"]),
    ("The last commit before June 2019 is 264490797a.", "place of a commit", ["confirmed"]),
    ("The last commit before June 2019 is 6a150bcaeb.", "place of a commit", ["corrected"]),
    ("The last commit in June 2019 is e225bebc14.", "place of a commit", ["confirmed"]),
    ("The third commit in June 2019 is e225bebc14.", "place of a commit", ["unknown"]),
    ("First commit 2019-02-24, last commit: 2019-06-13.", "place of a commit", ["confirmed", "corrected"]),
    # why something was done
    ("The first attempt was reverted because it crashed on FreeBSD.", "reason", ["unknown"]),
    # several at once
    ("All three attempts were made by Eric Snow.", "credit of several", ["confirmed"]),
    ("All three attempts were made by Victor Stinner.", "credit of several", ["corrected"]),
    ("Two of the three attempts were reverted by Victor Stinner.", "credit of several", ["confirmed"]),
    ("All three were reverted by Victor Stinner.", "credit of several", ["corrected"]),
    ("Two of the three reverts are by Victor Stinner.", "credit of several", ["confirmed"]),
    ("All nine attempts were made by Eric Snow.", "credit of several", ["unknown"]),
    ("Two attempts were made by Eric Snow.", "credit of several", ["unknown"]),
    ("The 13 commits are all by Eric Snow.", "credit of several", ["corrected"]),
    ("None of the commits are by Guido van Rossum.", "credit of several", ["confirmed"]),
    ("Were all three attempts made by Eric Snow?", "credit of several", ["unknown"]),
    ("Author of the three attempts: Eric Snow", "credit of several", ["confirmed"]),
    ("Author: Guido van Rossum (all commits)", "credit of several", ["corrected"]),
    ("Author: Eric Snow", "credit of several", ["unknown"]),
    ("Is this so?\n\nAuthors of the nine attempts: Eric Snow", "credit of several", ["unknown"]),
    ("None of the three attempts survived.", "fate of attempts", ["confirmed"]),
    ("Two of the three attempts survived.", "fate of attempts", ["corrected"]),
    ("All attempts were reverted within ten days.", "fate of attempts", ["confirmed"]),
    ("Every attempt was reverted the same day.", "fate of attempts", ["corrected"]),
    ("All nine attempts were reverted.", "fate of attempts", ["unknown"]),
    ("Perhaps all attempts were reverted.", "fate of attempts", ["unknown"]),
    ("The first two commits landed in March 2019.", "time of several commits", ["corrected"]),
    ("The last two commits came in June 2019.", "time of several commits", ["confirmed"]),
    ("The first two commits landed on the same day.", "time of several commits", ["corrected"]),
    ("The first 99 commits landed on the same day.", "time of several commits", ["unknown"]),
    ("The first two commits are large.", "time of several commits", []),
    # numbers
    ("Commits: 13", "number of commits", ["confirmed"]),
    ("Commits: 14", "number of commits", ["corrected"]),
    ("13 commits, 2 of them in June 2019.", "number of commits", ["confirmed"]),
    ("13 commits, 5 of them in June 2019.", "number of commits", ["corrected"]),
    ("13 commits (9 by May 2019, and 5 in June 2019).", "number of commits", ["unknown"]),
    ("5 of the 13 commits are large.", "number of commits", ["unknown"]),
    ("5 of the 16 commits are large.", "number of commits", ["corrected"]),
    ("2 fixes: 5be45a6105 and 8479a3426e", "number of fixes", ["confirmed"]),
    ("3 fixes: 5be45a6105 and 8479a3426e", "number of fixes", ["unknown"]),
    ("13 commits in 99 days, from 2019-02-24 to 2019-06-03", "number of commits", ["confirmed"]),
    ("Of the 13 commits, 9 are by Eric Snow and 3 by Victor Stinner.", "number of commits", ["confirmed"]),
    ("Of the 13 commits, 6 of them are by Eric Snow and 7 by Victor Stinner.", "number of commits", ["corrected"]),
    ("Of the 4 commits, 2 are by Eric Snow.", "number of commits", ["unknown"]),
    ("13 commits from February to June 2019", "period ends", ["confirmed"]),
    ("It rained from February to June 2019", "period", ["unknown"]),
    # pauses
    ("Nothing between 2019-04-22 and 2019-06-01.", "pause", ["confirmed"]),
    ("There was no commit between 2019-03-15 and 2019-06-01.", "pause", ["corrected"]),
    ("2019-02-24 => 2019-06-03", "period ends", ["confirmed"]),
    # releases
    ("ef4ac967e2 (3.8 alpha 2) was the first.", "release", ["confirmed"]),
    ("ef4ac967e2 (Python 3.9) was the first.", "release", ["corrected"]),
    ("Available since Python 3.8.0a2.", "release", ["confirmed"]),
    # who opened it, and when
    ("The issue was opened by Eric Snow.", "opener", ["confirmed"]),
    ("Victor Stinner opened the issue.", "opener", ["corrected"]),
    ("Was it filed by Eric Snow?", "opener", ["unknown"]),
    ("Opened on May 22, 2018; its first commit came nine months later.", "delay of a landing", ["confirmed"]),
    (
        "The issue was opened on May 22, 2018, and the first commit came two weeks later.",
        "delay of a landing",
        ["corrected"],
    ),
    ("ef4ac967e2 landed in 2019.\n\nThree weeks later, 4d61e6e3b8 followed.", "delay of a landing", ["unknown"]),
    ("ef4ac967e2 landed.\n\nThree years later, e225bebc14 followed.", "delay of a landing", ["corrected"]),
    ("Much was said.\n\nThree years later, e225bebc14 followed.", "delay of a landing", ["unknown"]),
    # between other events
    ("It was nine months from the opening of the issue to the first commit.", "lapse of time", ["confirmed"]),
    ("It took two years from the opening to the first commit.", "lapse of time", ["corrected"]),
    ("Is it nine months from the opening to the first commit?", "lapse of time", ["unknown"]),
    ("e225bebc14 landed one day before 3.8.0b1.", "lapse of time", ["rounded"]),
    ("e225bebc14 landed one day after 3.8.0b1.", "lapse of time", ["corrected"]),
    ("3.8.0b1 was released a day after e225bebc14.", "lapse of time", ["rounded"]),
    ("ef4ac967e2 landed two weeks after the issue was opened.", "lapse of time", ["corrected"]),
    ("The issue was closed two weeks after e225bebc14.", "lapse of time", ["unknown"]),
    ("Might it be opened two weeks after 3.8.0b1?", "lapse of time", ["unknown"]),
]
# The same without a heading.
ELSEWHERE = [
    ("bpo-33608 is older than bpo-36710 by eleven months.", "age of an issue", ["confirmed"]),
    ("bpo-36710 was opened three years after bpo-33608.", "age of an issue", ["corrected"]),
    ("bpo-36710 is older than bpo-33608 by eleven months.", "age of an issue", ["corrected"]),
    ("bpo-33608 is older than bpo-36097 by eleven months.", "age of an issue", ["unknown"]),
    ("Is bpo-33608 older than bpo-36710 by eleven months?", "age of an issue", ["unknown"]),
    ("bpo-33608 and bpo-36710\n\nBoth issues were opened by Eric Snow.", "opener", ["confirmed", "corrected"]),
    ("bpo-36710 and bpo-36854\n\nAll of it was opened by Eric Snow.", "opener", ["unknown"]),
    ("bpo-36097 was opened by Eric Snow.", "opener", ["unknown"]),
    ("bpo-36710 was opened in 2019, and was closed on January 13.", "day closed", ["confirmed"]),
    ("bpo-36710 was opened in 2019, and was closed on January 14.", "day closed", ["corrected"]),
    ("In 2019 it rained on May 30 and from May 30 to June 31.", "day", []),
    ("bpo-36710 was active from April 24 to June 20, 2019.", "period ends", ["extended"]),
    ("In 2016 bpo-36710 was active between April 20 and April 26.", "period begins", []),
    ("bpo-36710, of 2016, was active between April 24 and April 26.", "period begins", ["confirmed"]),
    ("5804f878e7 was backported to 3.8 and 3.7 the same day.", "delay of a backport", ["confirmed"]),
    ("5804f878e7 was backported to 3.8 and 3.7 the next week.", "delay of a backport", ["corrected"]),
    ("5804f878e7 was backported to 2.7 the next week.", "delay of a backport", ["unknown"]),
    ("Was 5804f878e7 backported to 3.8 the next week?", "delay of a backport", ["unknown"]),
    ("bpo-36710: everything is in 3.10.0a1.", "release", ["confirmed"]),
    ("bpo-36737\n\nEverything is in 3.8.0b1.", "release", ["confirmed"]),
    ("bpo-36737\n\nEverything is in 3.7.0a1.", "release", ["corrected"]),
    ("ef4ac967e2 (attempts, Feb 25, 2019)", "day", ["corrected"]),
    ("bpo-33608 (opened 2018-05-22, ef4ac967e2 on 2019-02-25)", "day", ["corrected"]),
    # "it", and the day of what a commit was taken back by
    ("Eric Snow pushed ef4ac967e2. Victor Stinner reverted it on March 4, 2019.", "day reverted", ["confirmed"]),
    ("Eric Snow pushed ef4ac967e2. Victor Stinner reverted it on March 14, 2019.", "day reverted", ["corrected"]),
    ("ef4ac967e2 came first. That commit was soon reverted after two days.", "delay of a revert", ["corrected"]),
    ("ef4ac967e2 came before 5be45a6105. It was reverted after twenty days.", "delay of a revert", ["unknown"]),
    ("It was reverted after two days.", "delay of a revert", ["unknown"]),
    ("He reverted ef4ac967e2 on 2019-03-04.", "day reverted", ["confirmed"]),
    ("He reverted ef4ac967e2 on 2019-02-24.", "day reverted", ["corrected"]),
    ("Victor Stinner reverted ef4ac967e2 (2019-02-24).", "day reverted", ["confirmed"]),
    ("5be45a6105 landed on March 8, 2019, a month before bpo-36710 was opened.", "day landed", ["confirmed"]),
    ("8479a3426e came on March 8, 2019, a year after ef4ac967e2.", "day", ["confirmed"]),
    ("8479a3426e came before March 2019.", "month", ["unknown"]),
    # what several did on a day
    ("5be45a6105 and 8479a3426e both landed on March 8, 2019.", "time of several commits", ["confirmed"]),
    ("5be45a6105, 8479a3426e and ef4ac967e2 all landed on March 8, 2019.", "time of several commits", ["corrected"]),
    ("If 5be45a6105 and ef4ac967e2 landed on March 8, 2019, it is bad.", "time of several commits", ["unknown"]),
    ("4d61e6e3b8 reverts 5be45a6105 and ef4ac967e2 landed on March 8, 2019.", "time of several commits", []),
    # pull requests and issues of commits
    ("PR 11617 was merged as ef4ac967e2.", "commit of a pull request", ["confirmed"]),
    ("PR 11617 was merged first, as 5be45a6105.", "commit of a pull request", ["corrected"]),
    ("Was PR 11617 merged as 5be45a6105?", "commit of a pull request", ["unknown"]),
    ("PR 11617 was merged as 0123456789ab.", "commit of a pull request", []),
    ("ef4ac967e2, also belongs to bpo-36710.", "issue of a commit", ["corrected"]),
    ("ef4ac967e2, also belongs to bpo-36710.", "statement", []),
    ("4d61e6e3b8 mentions two issues, bpo-33608 and others.", "mention", ["confirmed"]),
    # releases
    ("6a150bcaeb was in 3.8 for less than two days.", "release", []),
    ("6a150bcaeb was in 3.8 for less than two days.", "delay of a revert", ["confirmed"]),
    ("Since 3.7 threads end early (ef4ac967e2).", "release", ["corrected"]),
    ("Since 3.7 threads end early, thanks to ef4ac967e2.", "release", ["unknown"]),
    ("bpo-36737\n\nNone of it is in 3.7.0a1.", "release", ["confirmed"]),
    ("bpo-36737\n\nNone of it is in 3.8.0b1.", "release", ["corrected"]),
    # pauses and authors
    ("After a break of five months, 997209148a landed.", "lapse of time", ["confirmed"]),
    ("After a break of two weeks, 6a150bcaeb of bpo-33608 landed.", "lapse of time", ["corrected"]),
    ("After a break of forty days, 6a150bcaeb of bpo-33608 landed.", "lapse of time", ["confirmed"]),
    ("After a break of two weeks, ef4ac967e2 of bpo-33608 landed.", "lapse of time", ["unknown"]),
    ("Was it after a break of two weeks that 6a150bcaeb landed?", "lapse of time", ["unknown"]),
    ("bpo-33608: 13 commits by three authors", "number of commits", ["confirmed"]),
    ("bpo-33608: 13 commits by two authors", "number of commits", ["corrected"]),
    ("ef4ac967e2 of bpo-33608 was never reverted", "standing", ["corrected"]),
    # what the section is about
    ("https://bugs.python.org/issue33608\n\n4d61e6e3b8\n\n2019-02-24 to 2019-06-03", "period ends", ["confirmed"]),
    ("bpo-33608 came first.\n\n13 commits\n\nbpo-36710 came then.", "number of commits", ["unknown"]),
    ("bpo-33608 came first.\n\n13 commits\n\nThen came bpo-36710.", "number of commits", ["confirmed"]),
]


@pytest.mark.parametrize(("text", "claim", "expected"), PLACES)
def test_a_claim_below_a_heading(verdicts, text, claim, expected):
    assert verdicts(ABOUT + text, claim, "a.rst") == expected


@pytest.mark.parametrize(("text", "claim", "expected"), ELSEWHERE)
def test_a_claim_of_its_own(verdicts, text, claim, expected):
    assert verdicts(text, claim) == expected


@pytest.mark.parametrize(
    ("login", "name", "right"),
    [
        ("vstinner", "Victor Stinner", True),
        ("eric.snow", "Eric Snow", True),
        ("pablogsal", "Pablo Galindo Salgado", True),
        ("vstinner", "Eric Snow", False),
        ("es", "Eric Snow", False),
    ],
)
def test_logins(login, name, right):
    assert is_login_of(login, name) is right


def test_days_without_a_year():
    found = find_days_of_year("March 6, 7th of April, May 2019, June 31, may 8, Sep 9 2019", 2020, [])
    assert [str(day.first) for day in found] == ["2020-03-06", "2020-04-07"]


@pytest.mark.parametrize(("text", "spans"), [("the same week", 0), ("in the following month", 1)])
def test_weeks_of_the_calendar(text, spans):
    (found,) = find_lengths(f"It was reverted {text}")
    assert (found.spans, found.seconds > 86_400) == (spans, True)
