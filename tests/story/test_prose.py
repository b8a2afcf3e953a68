"""Claims in running prose, right, wrong and open, about the sample history."""

import pytest

from miner.story.days import find_days, find_months, find_periods, find_years
from miner.story.lengths import find_lengths

# A text, the kind of claim, and the verdicts on it.
CLAIMS = [
    # months and years
    ("ef4ac967e2 landed in February 2019", "month landed", ["confirmed"]),
    ("ef4ac967e2 landed in April 2019", "month landed", ["corrected"]),
    ("ef4ac967e2 landed in 2019", "year landed", ["confirmed"]),
    ("ef4ac967e2 landed in 2018.", "year landed", ["corrected"]),
    ("Nobody reverted ef4ac967e2 in April 2020", "month reverted", ["unknown"]),
    ("Until April 2020 nobody reverted ef4ac967e2", "month reverted", ["unknown"]),
    ("bpo-33608 began in February 2019", "month began", ["confirmed"]),
    ("bpo-33608 began in April 2019", "month began", ["corrected"]),
    ("bpo-33608 began in April 2017", "month began", ["unknown"]),
    ("bpo-33608 wrapped up in June 2019", "month ended", ["confirmed"]),
    ("bpo-33608 wrapped up in April 2019", "month ended", ["corrected"]),
    ("bpo-33608 from February to June 2019", "period begins", ["confirmed"]),
    ("bpo-33608 from February to April 2019", "period ends", ["extended"]),
    ("bpo-33608 from March 2018 to June 2021", "period ends", ["corrected"]),
    ("bpo-33608\n\nIt rained from May to June 2019", "period", ["unknown"]),
    ("bpo-33608\n\nIt was told in May 2019", "month", ["unknown"]),
    ("It rained in May 2019, and in 2020", "month", []),
    ("bpo-33608 was opened in 2018", "year opened", ["confirmed"]),
    ("bpo-33608 was opened in 2017", "year opened", ["corrected"]),
    ("2019-02-24: ef4ac967e2 of bpo-33608 ends such a thread", "day", ["confirmed"]),
    (
        "ef4ac967e2 of 24 February 2019 was reverted, 4d61e6e3b8 on 4 March 2019",
        "day reverted",
        ["confirmed", "confirmed"],
    ),
    ("ef4ac967e2 (24 February 2019) went on, and the last one in June 2019", "month landed", []),
    ("2019-02-24: ef4ac967e2 => reverted 8 days later by 4d61e6e3b8", "day reverted", ["confirmed"]),
    ("2019-03-04: ef4ac967e2 was reverted", "day reverted", ["confirmed"]),
    ("2019-03-01: ef4ac967e2 => reverted 8 days later", "day reverted", ["corrected"]),
    ("ef4ac967e2 mentions bpo-33608", "mention", ["confirmed"]),
    ("ef4ac967e2 mentions bpo-36710", "mention", ["corrected"]),
    ("ef4ac967e2 mentions bpo-1", "mention", []),
    # delays
    ("ef4ac967e2 was reverted the next day", "delay of a revert", ["corrected"]),
    ("f13c5c8b94 was reverted the same day", "delay of a revert", ["confirmed"]),
    ("f13c5c8b94 was reverted within a day", "delay of a revert", ["confirmed"]),
    ("f13c5c8b94 was reverted within minutes", "delay of a revert", []),
    ("6a150bcaeb was reverted a few days later", "delay of a revert", ["confirmed"]),
    ("ef4ac967e2 was reverted two weeks later", "delay of a revert", ["corrected"]),
    ("6a150bcaeb was reverted a month later", "delay of a revert", ["corrected"]),
    ("ef4ac967e2 stood for about a week, then 4d61e6e3b8 took it back", "delay of a revert", ["rounded"]),
    ("ef4ac967e2 stood for more than a year", "delay of a revert", ["corrected"]),
    ("One day after ef4ac967e2, 4d61e6e3b8 landed", "delay of a landing", ["corrected"]),
    ("8 days after ef4ac967e2, 4d61e6e3b8 landed", "delay of a landing", ["rounded"]),
    ("4d61e6e3b8 came a week after", "delay of a landing", ["rounded"]),
    ("A week after, it landed for bpo-33608", "delay of a landing", ["unknown"]),
    ("f13c5c8b94 followed on the same day", "delay of a landing", ["unknown"]),
    # what a release has, which need not be new in it
    ("7bda9de550 is in Python 3.9.", "release", ["confirmed"]),
    ("7bda9de550 was in 3.8.0b1.", "release", ["confirmed"]),
    ("7bda9de550 is first in 3.8.0a1.", "release", ["corrected"]),
    ("ef4ac967e2 is in Python 3.8.0.", "release", ["corrected"]),
    ("6a150bcaeb shipped with 3.8.0.", "release", ["corrected"]),
    ("Both 6a150bcaeb and its revert e225bebc14 shipped with 3.8.0.", "release", ["unknown"]),
    ("7bda9de550 is in 3.77.", "release", ["unknown"]),
    # of several reverts of an issue, any may be meant, unless a day or a commit tells which
    (
        "bpo-33608 landed on 24 February 2019, was reverted a week later, came back and was reverted after an hour.",
        "delay of a revert",
        ["rounded", "confirmed"],
    ),
    ("bpo-33608 landed on 24 February 2019 and was reverted an hour later", "delay of a revert", ["corrected"]),
    ("bpo-33608 was reverted by Victor Stinner after an hour", "delay of a revert", ["unknown"]),
    ("4d61e6e3b8: taken back after 7 days 13 h", "delay of a revert", ["confirmed"]),
    ("4d61e6e3b8: taken back after 7 days 15 h", "delay of a revert", ["corrected"]),
    ("4d61e6e3b8 was reverted 8 days later", "delay of a revert", ["corrected"]),
    # of two that are named, one follows the other
    ("One day after ef4ac967e2, 4d61e6e3b8 landed", "delay of a landing", ["corrected"]),
    ("Ten days after ef4ac967e2, bda918bf65 landed", "delay of a landing", ["corrected"]),
    (
        "4d61e6e3b8 took it back, and seven weeks after ef4ac967e2, f13c5c8b94 landed",
        "delay of a landing",
        ["confirmed"],
    ),
    ("f13c5c8b94 landed five weeks after ef4ac967e2 was reverted", "delay of a landing", ["rounded"]),
    ("Five weeks after ef4ac967e2 was reverted by 4d61e6e3b8, f13c5c8b94 landed", "delay of a landing", ["rounded"]),
    ("A year after the revert of ef4ac967e2, f13c5c8b94 landed", "delay of a landing", ["corrected"]),
    ("Five weeks after 4d61e6e3b8 reverted ef4ac967e2, f13c5c8b94 landed", "delay of a landing", ["rounded"]),
    ("4d61e6e3b8 reverted ef4ac967e2 a year after b05b711a2c", "delay of a landing", ["unknown"]),
    ("A year after 7bda9de550 was reverted, f13c5c8b94 landed", "delay of a landing", ["unknown"]),
    ("A week before 4d61e6e3b8, ef4ac967e2 landed", "delay of a landing", ["rounded"]),
    ("ef4ac967e2 landed a week after 4d61e6e3b8", "delay of a landing", ["corrected"]),
    ("ef4ac967e2 landed the day before 4d61e6e3b8", "delay of a landing", ["corrected"]),
    ("ef4ac967e2, reverted three days after b05b711a2c", "delay of a landing", ["rounded"]),
    ("Within a week of ef4ac967e2, b05b711a2c landed", "delay of a landing", ["confirmed"]),
    ("A week after bpo-33608 (ef4ac967e2), 4d61e6e3b8 landed", "delay of a landing", ["rounded"]),
    ("A week after bpo-33608, 4d61e6e3b8 landed", "delay of a landing", ["unknown"]),
    ("A week after the release, 4d61e6e3b8 landed", "delay of a landing", ["unknown"]),
    ("If it landed a year after ef4ac967e2, 4d61e6e3b8 broke", "delay of a landing", ["unknown"]),
    # whether a length begins what is said or ends it, and of which of several commits it is
    ("A year later 4d61e6e3b8 landed, which f13c5c8b94 followed", "delay of a landing", ["unknown"]),
    ("ef4ac967e2 landed a year later, 4d61e6e3b8 in March", "delay of a landing", ["unknown"]),
    ("ef4ac967e2 was followed a year later by 4d61e6e3b8", "delay of a landing", ["corrected"]),
    ("ef4ac967e2 went in and followed it was, a week later: 4d61e6e3b8", "delay of a landing", ["rounded"]),
    ("A year later 4d61e6e3b8 undid ef4ac967e2", "delay of a revert", ["corrected"]),
    ("ef4ac967e2 went in; 4d61e6e3b8 followed within a fortnight", "delay of a landing", ["confirmed"]),
    ("b05b711a2c came, five days after ef4ac967e2, and 4d61e6e3b8 later", "delay of a landing", ["confirmed"]),
    ("It was a week after ef4ac967e2 that 4d61e6e3b8 landed", "delay of a landing", ["rounded"]),
    ("A week after Eric had made this (ef4ac967e2), 4d61e6e3b8 landed", "delay of a landing", ["rounded"]),
    ("A year after Eric had made this (ef4ac967e2), 4d61e6e3b8 landed", "delay of a landing", ["unknown"]),
    ("Eight days lie between ef4ac967e2 and 4d61e6e3b8", "delay of a landing", ["rounded"]),
    ("It took a year to get from ef4ac967e2 to 4d61e6e3b8", "delay of a landing", ["corrected"]),
    ("ef4ac967e2 and 4d61e6e3b8 are a week apart", "delay of a landing", ["rounded"]),
    ("4d61e6e3b8 backed ef4ac967e2 out after a year", "delay of a revert", ["corrected"]),
    ("4d61e6e3b8 backed ef4ac967e2 out", "revert", ["confirmed"]),
    ("Victor Stinner reverted the commit ef4ac967e2 in less than half a year", "delay of a revert", ["confirmed"]),
    ("ef4ac967e2 lived for less than half a week before 4d61e6e3b8", "delay of a revert", ["corrected"]),
    ("ef4ac967e2 stood for not even ten days", "delay of a revert", ["confirmed"]),
    ("The builds of ef4ac967e2 take forty minutes", "statement", ["unknown"]),
    # a day is wrong only where it is said of a commit and of no other
    ("bpo-33608 (February 2019) is gone: see 4d61e6e3b8", "month", ["confirmed"]),
    ("4d61e6e3b8 answers ef4ac967e2 (4 March 2019)", "day", ["unknown"]),
    ("ef4ac967e2 in February 2019, 4d61e6e3b8 on 4 March 2019", "month", ["confirmed"]),
    ("ef4ac967e2 dates from 25 February 2019.\n24 February 2019", "day", ["corrected", "confirmed"]),
    ("ef4ac967e2 (bpo-33608) of 24.02.2019 was undone", "day reverted", ["confirmed"]),
    ("ef4ac967e2 (bpo-33608) of 25.02.2019 was undone", "day reverted", ["corrected"]),
    ("ef4ac967e2 went in and, because it leaked, went out on 4 March 2019", "day", ["unknown"]),
    # what only "and" joins does not follow
    ("It was merged as b05b711a2c and 4d61e6e3b8 the next day", "delay of a landing", ["unknown"]),
    ("ef4ac967e2 got a revert by Victor Stinner the same day, 4d61e6e3b8.", "delay of a landing", ["corrected"]),
    ("b05b711a2c was backported within 80 minutes as 4d61e6e3b8", "delay of a landing", ["corrected"]),
    ("Seven days and thirteen hours separate ef4ac967e2 from 4d61e6e3b8", "delay of a landing", ["confirmed"]),
    # from when to when a commit was in
    ("ef4ac967e2 stood from 24 February to 4 March 2019", "period of a commit", ["confirmed"]),
    ("ef4ac967e2 stood from 24 to 28 February 2019", "period of a commit", ["corrected"]),
    ("e225bebc14 stood from 24 to 28 February 2019", "period of a commit", ["unknown"]),
    ("bpo-33608 was active between 1 February and 30 June 2019", "period begins", ["unknown"]),
    # how long it took
    ("The work on bpo-33608 took about three months", "length of the work", ["rounded"]),
    ("bpo-33608 lasted nine years", "length of the work", ["unknown"]),
    ("bpo-36710 lasted nine years", "length of the work", ["corrected"]),
    ("It took nine years", "length of the work", []),
    # how often
    ("bpo-33608 landed three times", "number of attempts", ["confirmed"]),
    ("bpo-33608 landed five times", "number of attempts", ["unknown"]),
    ("bpo-33608 was relanded twice", "number of relands", ["confirmed"]),
    ("ef4ac967e2 was reverted once", "number of reverts", ["confirmed"]),
    ("ef4ac967e2 was reverted nine times", "number of reverts", ["corrected"]),
    ("Of the commits of bpo-33608, nine were reverted", "number of reverts", ["unknown"]),
    ("bpo-33608 had 8 commits by March 2019", "number of commits", ["confirmed"]),
    ("bpo-33608 had 8 commits by March 2019", "month landed", []),
    ("Seven commits of bpo-33608 landed by March 2019", "number of commits", ["corrected"]),
    ("By March 2019 bpo-33608 had nine commits", "number of commits", ["corrected"]),
    ("bpo-33608 had nine changes before March 2019", "number of changes", ["unknown"]),
    ("bpo-33608 was reverted three times by April 2019", "number of reverts", ["unknown"]),
    ("Two commits of bpo-33608 landed on 24 February 2019", "number of commits", ["corrected"]),
    ("bpo-33608\n\n2019-02-24: 1 commits", "number of commits", ["confirmed"]),
    ("bpo-33608\n\n2019-02-24: 8 commits", "number of commits", ["corrected"]),
    ("bpo-33608: 13 commits, 9 by Eric Snow and 3 by Victor Stinner", "number of commits", ["confirmed"]),
    ("bpo-33608: 13 commits, 4 by Eric Snow and 9 by Victor Stinner", "number of commits", ["corrected"]),
    ("bpo-33608: 13 commits, 4 by Eric Snow", "number of commits", ["unknown"]),
    ("bpo-33608: 13 commits, 9 of them by Eric Snow", "number of commits", ["confirmed"]),
    ("bpo-33608: 13 commits, 8 of them by Eric Snow", "number of commits", ["corrected"]),
    ("bpo-33608: 13 commits, all by Eric Snow", "number of commits", ["corrected"]),
    ("All of them are by Eric Snow: ef4ac967e2, b05b711a2c", "author of a commit", ["confirmed", "confirmed"]),
    ("All of them are by Eric Snow: ef4ac967e2, 4d61e6e3b8", "author of a commit", ["confirmed", "corrected"]),
    ("4d61e6e3b8: the revert, by Eric Snow", "author of a commit", ["corrected"]),
    ("3.8.0a2 is the first release with ef4ac967e2", "release", ["confirmed"]),
    ("3.8.0a3 is the first release with ef4ac967e2", "release", ["corrected"]),
    (
        "ef4ac967e2 => 4d61e6e3b8 (revert, 8 days later) => f13c5c8b94 (39 days later)",
        "delay of a landing",
        ["rounded", "confirmed"],
    ),
    ("ef4ac967e2 => 4d61e6e3b8: 8 days", "delay of a landing", ["rounded"]),
    ("ef4ac967e2 => 4d61e6e3b8: two months", "delay of a landing", ["corrected"]),
    ("4d61e6e3b8 => reverted 8 days later", "delay of a revert", ["corrected"]),
    ("4d61e6e3b8 was reverted as well, 8 days later", "delay of a revert", ["corrected"]),
    ("bpo-33608: 13 commits in a month", "number of commits", ["corrected"]),
    ("bpo-33608: 13 commits in three months", "number of commits", ["confirmed"]),
    ("bpo-33608\n\nShipped in 3.8.0a2", "release", ["confirmed"]),
    ("bpo-33608\n\nThis was shipped in 3.8.0a2", "release", ["unknown"]),
    ("ef4ac967e2: opening commit", "place of a commit", ["confirmed"]),
    ("b05b711a2c (first commit)", "place of a commit", ["corrected"]),
    ("bpo-36710\n\nText.\n\nbpo-33608\n\nThen 13 commits", "number of commits", ["confirmed"]),
    ("bpo-33608\n\nText.\n\nbpo-36710\n\nThen 13 commits", "number of commits", ["corrected"]),
    ("bpo-33608\n\nbpo-36710\n\nThen 13 commits", "number of commits", ["unknown"]),
    (
        "bpo-36710\n\nText.\n\nbpo-33608\n\nef4ac967e2 as in bpo-36710\n\nThen 13 commits",
        "number of commits",
        ["unknown"],
    ),
    ("ef4ac967e2, out again after 8 days", "delay of a revert", ["rounded"]),
    ("bpo-33608: second attempt 2019-04-12", "place of a commit", ["confirmed"]),
    ("Eric Snow landed nine commits under bpo-33608", "number of commits", ["confirmed"]),
    ("Eric Snow landed six commits under bpo-33608", "number of commits", ["unknown"]),
    ("bpo-33608: nine commits from 24 February to 4 March 2019", "number of commits", ["corrected"]),
    # the first and the last one
    ("The first commit of bpo-33608 landed on 24 February 2019", "place of a commit", ["confirmed"]),
    ("The last commit of bpo-33608 landed on 4 March 2019", "place of a commit", ["corrected"]),
    ("The last commit of bpo-33608 landed on 4 March 2019", "day landed", []),
    ("The third commit of bpo-33608 landed on 4 March 2019", "place of a commit", ["unknown"]),
    # people
    ("Eric Snow wrote ef4ac967e2", "author of a commit", ["confirmed"]),
    ("Victor Stinner wrote ef4ac967e2", "author of a commit", ["corrected"]),
    ("ef4ac967e2 was reverted by Victor Stinner", "author of a commit", ["confirmed"]),
    ("ef4ac967e2 was reverted by Eric Snow", "author of a commit", ["corrected"]),
    ("5be45a6105 was reverted by Eric Snow", "author of a commit", ["unknown"]),
    ("ef4ac967e2 was merged by Eric Snow", "author of a commit", ["unknown"]),
    ("The change of bpo-33608, reverted by Guido van Rossum", "credit", ["corrected"]),
    ("Eric Snow's ef4ac967e2", "author of a commit", ["confirmed"]),
    ("Victor Stinner's commit ef4ac967e2", "author of a commit", ["corrected"]),
    ("Victor Stinner is the author of ef4ac967e2", "author of a commit", ["corrected"]),
    ("ef4ac967e2, a change of threads, is the work of Victor Stinner", "author of a commit", ["corrected"]),
    ("It was repaired by Eric Snow (4d61e6e3b8)", "author of a commit", ["corrected"]),
    ("It was reported by Eric Snow (4d61e6e3b8)", "author of a commit", ["unknown"]),
    ("The commits of bpo-33608, all written by Eric Snow", "credit", ["corrected"]),
    ("bpo-33608, all of it written by Eric Snow", "credit", ["confirmed"]),
    ("The two commits of bpo-33608", "number of commits", ["unknown"]),
    ("Two of its commits (bpo-33608)", "number of commits", ["unknown"]),
    ("ef4ac967e2 was in time for 3.8.0a2", "release", ["confirmed"]),
    ("ef4ac967e2 made it into 3.8.0a2, which was tagged on 25 February 2018", "release date", ["corrected"]),
    ("bpo-33608: all of it was in 3.8.0a2", "release", ["unknown"]),
    ("GH-33608 is in GitHub's numbers", "pull request", ["unknown"]),
    # what names its own issue or commit is about that
    ("4d61e6e3b8 was a revert. Then bpo-36710 was fixed in 3.7.5", "release", ["corrected"]),
    ("4d61e6e3b8 was a revert. Then bpo-1 was fixed in 3.8.0a3", "release", ["unknown"]),
    ("4d61e6e3b8 was a revert. It landed in 3.8.0a3", "release", ["confirmed"]),
    ("4d61e6e3b8 was a revert. Then came bpo-36710. It was fixed in 3.7.5", "release", ["corrected"]),
    ("bpo-33608 began. Then 0123456789ab landed on 4 March 2019", "day landed", ["unknown"]),
    # what is denied is not judged as what it denies
    ("ef4ac967e2 was never backported to 3.8", "release", ["unknown"]),
    ("ef4ac967e2 not only landed in 3.8.0a2", "release", ["confirmed"]),
    ("ef4ac967e2 never shipped, but 4d61e6e3b8 landed in 3.8.0a3", "release", ["confirmed"]),
    ("bpo-33608 did not land on 24 February 2019", "day landed", ["unknown"]),
    ("ef4ac967e2 was not written by Eric Snow", "credit", ["corrected"]),
    ("bpo-33608 has no more than 7 commits", "number of commits", ["unknown"]),
    ("bpo-33608 never had 7 commits", "number of commits", ["unknown"]),
    ("bpo-36710 didn't take nine years", "length of the work", []),
    ("4d61e6e3b8 is not the final commit of bpo-33608", "place of a commit", ["unknown"]),
    ("None of the commits such as ef4ac967e2 was reverted", "revert", []),
    ("None of the commits such as ef4ac967e2 was reverted", "statement", ["unknown"]),
    ("bpo-33608 did not go on from February to June 2019", "period", ["unknown"]),
    ("bpo-36710 is not yet still open", "standing", ["unknown"]),
    # what is denied and nothing else is judged, where the facts are firm
    ("ef4ac967e2 was never reverted", "standing", ["corrected"]),
    ("ef4ac967e2 was not undone, and all was well", "standing", ["corrected"]),
    ("7bda9de550 has never been reverted", "standing", ["confirmed"]),
    ("Nobody reverted ef4ac967e2", "standing", ["corrected"]),
    ("No one has ever reverted 7bda9de550", "standing", ["confirmed"]),
    ("None of the commits of bpo-33608 was reverted", "standing", ["corrected"]),
    ("None of the commits of bpo-36710 was reverted", "standing", ["confirmed"]),
    ("None of the commits of bpo-1 was reverted", "standing", ["unknown"]),
    ("7bda9de550 went in, and none of its commits was reverted", "standing", ["unknown"]),
    ("bpo-33608 was never reverted", "standing", ["unknown"]),
    ("6a150bcaeb did not come back", "standing", ["confirmed"]),
    ("ef4ac967e2 was not reverted by Eric Snow", "credit", ["confirmed"]),
    ("ef4ac967e2 was not reverted by Victor Stinner", "credit", ["corrected"]),
    ("ef4ac967e2 was not written by Victor Stinner", "credit", ["confirmed"]),
    ("ef4ac967e2 and f13c5c8b94 were not written by Eric Snow", "credit", ["unknown"]),
    ("ef4ac967e2 was not pushed by Eric Snow", "credit", ["unknown"]),
    ("4d61e6e3b8 does not revert ef4ac967e2", "revert", ["corrected"]),
    ("b75b1a3504 did not revert ef4ac967e2", "revert", ["confirmed"]),
    ("f13c5c8b94 was not reverted the same day", "delay of a revert", ["corrected"]),
    ("ef4ac967e2 was not reverted the same day", "delay of a revert", ["confirmed"]),
    ("ef4ac967e2 was not reverted 8 days later", "delay of a revert", ["unknown"]),
    ("7bda9de550 did not land in 3.8", "release", ["corrected"]),
    ("7bda9de550 did not land in 3.7", "release", ["confirmed"]),
    ("ef4ac967e2 did not land in 3.8", "release", ["unknown"]),
    ("7bda9de550 did not land in 3.7 and 3.8", "release", ["unknown", "unknown"]),
    ("ef4ac967e2 did not land on 4 March 2019", "day landed", ["confirmed"]),
    ("ef4ac967e2 did not land on 24 February 2019", "day landed", ["corrected"]),
    # but not what is denied of a time, for a reason or in part
    ("In 3.8.0a2 ef4ac967e2 had not been reverted", "standing", ["unknown"]),
    ("At first ef4ac967e2 was not reverted", "standing", ["unknown"]),
    ("ef4ac967e2 was not reverted because of its tests", "standing", []),
    # a person, a day and a commit of one clause are of one event
    ("bpo-33608 was reverted by Victor Stinner on 4 March 2019", "credit", ["confirmed"]),
    ("bpo-33608 was reverted by Victor Stinner on 4 March 2019", "day reverted", ["confirmed"]),
    ("bpo-33608 was reverted by Eric Snow on 4 March 2019", "credit", ["corrected"]),
    ("bpo-33608 was reverted by Eric Snow on 4 March 2019", "day reverted", ["corrected"]),
    ("Eric Snow reverted bpo-33608 on 4 March 2019", "day reverted", ["corrected"]),
    ("bpo-33608 was reverted by Eric Snow in 4d61e6e3b8", "credit", ["corrected"]),
    ("Guido van Rossum reverted bpo-33608 on 4 March 2019", "day reverted", ["unknown"]),
    # releases
    ("ef4ac967e2 is in 3.8.0a2", "release", ["confirmed"]),
    ("ef4ac967e2 was introduced in 3.9", "release", ["corrected"]),
    ("ef4ac967e2 landed in 3.8.0a2 and 3.9", "release", ["confirmed", "corrected"]),
    ("ef4ac967e2 landed in 2.1", "release", ["unknown"]),
    ("Deprecated since 3.4 (bpo-33608)", "release", []),
    # what is so today
    ("e225bebc14 still stands", "standing", ["confirmed"]),
    ("6a150bcaeb is still in place", "standing", ["corrected"]),
    ("e225bebc14, younger than 6a150bcaeb, is still in place", "standing", ["unknown"]),
    ("6a150bcaeb never came back", "standing", ["confirmed"]),
    ("6a150bcaeb was never reverted", "standing", ["corrected"]),
    ("5be45a6105 is still reverted", "standing", ["unknown"]),
    ("ef4ac967e2 is back in the tree", "standing", ["corrected"]),
    ("0123456789ab still stands", "standing", ["unknown"]),
    ("bpo-33608 is still reverted", "standing", ["unknown"]),
    ("bpo-1 is still reverted", "standing", ["unknown"]),
    ("bpo-33608 is still open", "standing", ["unknown"]),
    ("bpo-36710 is still open", "standing", ["corrected"]),
    ("bpo-1 is still open", "standing", ["unknown"]),
    ("PR 11617 is still open", "standing", ["unknown"]),
    ("Date: 2019-12-01\n\nbpo-36710 is still open", "standing", ["extended"]),
    ("He is still there", "standing", []),
    # with an aside behind the name
    ("ef4ac967e2 (bpo-33608) was reverted by Eric Snow", "author of a commit", ["corrected"]),
    ("ef4ac967e2 (bpo-33608) was reverted by 4d61e6e3b8", "revert", ["confirmed"]),
    # nouns
    ("The revert of ef4ac967e2 is 4d61e6e3b8", "revert", ["confirmed"]),
    ("b75b1a3504 is the revert of ef4ac967e2", "revert", ["corrected"]),
    ("4d61e6e3b8 is the backport of ef4ac967e2", "backport", ["unknown"]),
    ("The 3.7 backport of ef4ac967e2 is 4d61e6e3b8", "backport", ["unknown"]),
    ("f13c5c8b94 brought back ef4ac967e2", "reland", ["confirmed"]),
    ("4d61e6e3b8 partially reverts ef4ac967e2", "revert", ["confirmed"]),
    ("ef4ac967e2 is Victor Stinner's work", "author of a commit", ["corrected"]),
    ("ef4ac967e2 belongs to bpo-33608", "issue of a commit", ["confirmed"]),
    ("ef4ac967e2, the first, is by Jason R. Coombs", "author of a commit", ["corrected"]),
    ("The commit 4d61e6e3b8 of bpo-33608 is by Eric Snow", "author of a commit", ["corrected"]),
    ("The commit 4d61e6e3b8 of bpo-33608 is by Victor Stinner", "author of a commit", ["confirmed"]),
    # what nothing is compared with
    ("ef4ac967e2 was reverted. None of the commits of bpo-36710 fell.", "statement", []),
    ("The author of 4d61e6e3b8 is Eric Snow", "statement", ["unknown"]),
    ("ef4ac967e2 broke the build of everybody", "statement", ["unknown"]),
    ("bpo-33608 broke the build of everybody", "statement", []),
    ("Of ef4ac967e2 and b05b711a2c, only one has to do with threads", "statement", ["unknown"]),
    ("See ef4ac967e2 for all that has to do with threads", "statement", []),
    ("ef4ac967e2 and more", "statement", []),
    ("ef4ac967e2 was reverted by 4d61e6e3b8", "statement", []),
    # logs of one line for each commit
    ("    $ git log --oneline\n    4d61e6e3b8 Revert something else\n", "log title", []),
]


@pytest.mark.parametrize(("text", "claim", "expected"), CLAIMS)
def test_a_claim(verdicts, text, claim, expected):
    assert verdicts(text, claim) == expected


@pytest.mark.parametrize(
    "text",
    ["2019-06-03", "2019/06/03", "03.06.2019", "3rd of June, 2019", "3-Jun-2019", "June the 3rd 2019", "June 3,2019"],
)
def test_forms_of_a_day(text):
    assert [str(day.first) for day in find_days(f"It landed on {text}, in 3.10.13, at 2019.06.03")] == ["2019-06-03"]


def test_dates_of_a_text():
    text = "May 2019; 3 May 2019; may 2019; between May and July 2020; in 2018, in 2018.5"
    months = find_months(text, [])
    assert [(str(month.first), str(month.last)) for month in months] == [
        ("2019-05-01", "2019-05-31"),
        ("2019-05-01", "2019-05-31"),
        ("2020-05-01", "2020-05-31"),
        ("2020-07-01", "2020-07-31"),
    ]
    assert [period.last.unit for period in find_periods(text, months)] == ["month"]
    assert [year.unit for year in find_years(text)] == ["year"]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("8 days", 8, 8, "days"),
        ("an hour", 1, 1, "hour"),
        ("1h", 1, 1, "h"),
        ("7 days 12 h", 7.5, 7.5, "days"),
        ("about three months", 3, 3, "months"),
        ("a couple of weeks", 1.5, 3.5, "weeks"),
        ("within 2 days", 0, 2.1, "days"),
        ("more than 2 years", 1.9, 5.25, "years"),
        ("the following day", 1, 1, "day"),
        ("on the very same day", 0, 0, "day"),
        ("half an hour", 0.5, 0.5, "hour"),
        ("a year and a half", 1.5, 1.5, "year"),
        ("two and a half years", 2.5, 2.5, "years"),
        ("a quarter of an hour", 0.25, 0.25, "hour"),
        ("forty-two minutes", 42, 42, "minutes"),
        ("two or three days", 1.5, 3.5, "days"),
        ("not even an hour", 0, 1.05, "hour"),
        ("a good month", 1, 1, "month"),
        ("a fortnight", 1, 1, "fortnight"),
    ],
)
def test_lengths(text, low, high, unit):
    (found,) = find_lengths(f"It was reverted {text} later")
    assert (found.low, found.high, found.unit) == (pytest.approx(low), pytest.approx(high), unit)


def log(history, *names):
    rows = [history.query("commit_facts", commit=name).dicts()[0] for name in names]
    return [f"{row['sha'][:10]} {row['subject']}" for row in rows]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [("a.md", "```\n$ git log --oneline\n", "```\n"), ("a.rst", "Log::\n\n", ""), ("a.html", "<pre>", "</pre>")],
)
def test_a_log_of_one_line_for_each_commit(history, judge, name, before, after):
    lines = log(history, "ef4ac967e2", "b05b711a2c", "bda918bf65")
    lines[1] = lines[1].replace("bpo-33608", "bpo-33609")
    lines[2] = lines[2][:40] + "..."
    lines.append("0123456789ab bpo-1: Never was")
    indent = "    " if name == "a.rst" else ""
    found = judge(before + "".join(f"{indent}{line}\n" for line in lines) + after, name)
    assert [(each[1], each[3]) for each in found] == [
        ("log title", "confirmed"),
        ("log title", "corrected"),
        ("log title", "confirmed"),
        ("log", "unknown"),
    ]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("* {sha} 2019-03-08 {subject}", [("log date", "confirmed"), ("log title", "confirmed")]),
        ("| {sha} 2019-03-09 {subject}", [("log date", "confirmed in UTC"), ("log title", "confirmed")]),
        (
            "{sha} (HEAD -> main, tag: x) {subject} (Eric Snow)",
            [("log author", "confirmed"), ("log title", "confirmed")],
        ),
        ("{sha} Victor Stinner: {subject}", [("log author", "corrected"), ("log title", "confirmed")]),
        ("{sha} something else of my own", [("log title", "unknown")]),
    ],
)
def test_the_lines_of_such_logs(history, judge, form, expected):
    row = history.query("commit_facts", commit="5be45a6105").dicts()[0]
    line = form.format(sha=row["sha"][:10], subject=row["subject"])
    assert [(each[1], each[3]) for each in judge(f"```\n{line}\n```\n", "a.md")] == expected


def test_lines_without_titles_are_no_log(verdicts):
    assert verdicts("ef4ac967e2 is one.\n4d61e6e3b8 reverts ef4ac967e2.\n", "revert") == ["confirmed"]


def test_rows_of_a_table_that_overflows(verdicts):
    table = "== ==========\nNo Commit\n== ==========\none ef4ac967e2 of 25 February 2019\n== ==========\n"
    assert verdicts(table, "day", "a.rst") == ["corrected"]


def test_sentences_that_begin_with_a_commit_are_no_log(verdicts):
    text = "ef4ac967e2 was reverted by 4d61e6e3b8\nand so it goes\nb05b711a2c followed\n"
    assert verdicts(text, "revert") == ["confirmed"]
