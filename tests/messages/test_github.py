import pytest


@pytest.mark.parametrize(
    ("message", "day", "expected"),
    [
        pytest.param("Rename README (#2)", "2017-02-11", ["pr:2"], id="first-days"),
        pytest.param("Fix a warning (GH-16610)", "2019-10-07", ["pr:16610"], id="parentheses"),
        pytest.param("Fix a warning (gh-12062)", "2019-10-07", ["pr:12062"], id="small-letters"),
        pytest.param("Fix it (GH-19153) (GH-19199)", "2020-03-27", ["pr:19153", "pr:19199"], id="two"),
        pytest.param("Move it back (GH22646)", "2020-10-19", ["pr:22646"], id="slip-no-dash"),
        pytest.param("Check exec_info (GH=20558)", "2020-10-19", ["pr:20558"], id="slip-equals"),
        pytest.param("Compare bytes (GH--21461)", "2020-11-19", ["pr:21461"], id="slip-two-dashes"),
        pytest.param("Fix a callback (GG-21779)", "2020-11-19", ["pr:21779"], id="slip-letter"),
        pytest.param("Wrap it (\u041f\u0420-9407)", "2018-10-02", ["pr:9407"], id="slip-alphabet"),
        pytest.param("Reverse it (FH-19513)", "2020-05-19", ["pr:19513"], id="slip-neighbour"),
        pytest.param("Report it (GHGH-10148)", "2018-11-19", ["pr:10148"], id="slip-twice"),
        pytest.param("Document it (GH\u00e87817)", "2018-07-19", ["pr:7817"], id="slip-french"),
        pytest.param("Seal it (GH61923)", "2017-06-19", ["pr:1923"], id="slip-french-without-shift"),
        pytest.param("Test it [GH-19670]", "2020-05-19", ["pr:19670"], id="square"),
        pytest.param("Explain it (GH-22906) (GH0-22918)", "2020-10-23", ["pr:22906", "pr:22918"], id="slip-zero"),
        pytest.param("Use format() (22239)", "2021-01-19", ["pr:22239"], id="slip-nothing"),
        pytest.param("Caused by PR #886. (#930)", "2017-03-30", ["pr:886", "pr:930"], id="pr-word"),
        pytest.param("Redo PR 785: references", "2017-04-30", ["pr:785"], id="pr-space"),
        pytest.param("As in pull request 4803", "2017-12-11", ["pr:4803"], id="words"),
        pytest.param("https://github.com/python/cpython/pull/4509 says", "2018-09-22", ["pr:4509"], id="address"),
        pytest.param("github.com/python/cpython/pull/4699/filesGH-diff-25R176", "2018-01-01", ["pr:4699"], id="files"),
        pytest.param("Reverts python/cpython#26075", "2021-05-12", ["pr:26075"], id="with-repository"),
        pytest.param("gh-81035: a title (#101442)", "2023-01-30", ["gh:81035", "pr:101442"], id="issue-and-pull"),
        pytest.param("GH-100117: a title (GH-100447)", "2022-12-30", ["gh:100117", "pr:100447"], id="capitals"),
        pytest.param(
            "GH-102404, GH-100956: do it (GH-105251)", "2023-06-02", ["gh:102404", "gh:100956", "pr:105251"], id="tags"
        ),
        pytest.param("gh93107: a title (#93108)", "2022-05-23", ["gh:93107", "pr:93108"], id="slip-lead"),
        pytest.param("Text\n\nFixes #103776", "2023-04-24", ["gh:103776"], id="fixes"),
        pytest.param("Text\n\n#91340\n", "2022-04-24", ["gh:91340"], id="alone-on-its-line"),
        pytest.param("Fix zipfile after GH-98103 (GH-99797)", "2022-11-26", ["pr:98103", "pr:99797"], id="merged-one"),
        pytest.param("Found while on gh-101660", "2023-02-26", ["gh:101660"], id="small-letters-in-prose"),
        pytest.param("This reverts gh-93369 and gh-97896", "2022-10-07", ["pr:93369", "pr:97896"], id="reverts"),
        pytest.param("As seen (GH-93012, GH-93466)", "2022-07-07", ["pr:93012", "pr:93466"], id="several-in-brackets"),
        pytest.param("This was introduced in gh-100082.", "2023-02-07", ["pr:100082"], id="introduced"),
        pytest.param("Repair it.\n\nIn gh-112982 I made it", "2023-12-07", ["pr:112982"], id="beginning-of-a-sentence"),
        pytest.param("As discussed in gh-112982", "2023-12-07", ["gh:112982"], id="discussed"),
        pytest.param(
            "GH-113655 Do less (GH-114896)", "2024-02-07", ["gh:113655", "pr:114896"], id="lead-without-colon"
        ),
        pytest.param(
            'Revert "GH-96145: Do it (#96146)" (#96150)',
            "2022-08-30",
            ["gh:96145", "pr:96146", "pr:96150"],
            id="quoted",
        ),
        pytest.param(
            "gh-92047: Do it (GH-92047) (#92048)", "2022-05-01", ["gh:92047", "gh:92047", "pr:92048"], id="lead-twice"
        ),
        pytest.param("Text\n\nPart of #95913", "2022-10-07", ["gh:95913"], id="part-of"),
        pytest.param("* Issue: gh-101266", "2023-02-07", ["gh:101266"], id="robot"),
        pytest.param("rename 2024-03-11-12-11-10.gh-issue-116600.FcNBy_.rst", "2024-03-12", ["gh:116600"], id="news"),
        pytest.param("https://github.com/python/cpython/issues/81057", "2022-12-07", ["gh:81057"], id="issue-address"),
        pytest.param("gh-47061: deprecate it (GH-91419)", "2022-04-11", ["gh:47061", "pr:91419"], id="as-written"),
        pytest.param("fix it (gh-47246)", "2022-04-11", ["pr:47246"], id="opened-during-the-transfer"),
        pytest.param("* #30190 / more precise", "2017-04-28", ["bpo:30190"], id="roundup-number"),
        pytest.param("GH-42128: match", "2021-02-26", ["bpo:42128"], id="roundup-number-with-GH"),
        pytest.param("GH-5054: parse CGI", "2020-06-26", ["pr:5054"], id="pull-request-in-front"),
        pytest.param("Closes python/core-workflow#223", "2018-02-25", [], id="another-repository"),
        pytest.param("See https://github.com/python/asyncio/pull/293", "2018-02-25", [], id="another-address"),
        pytest.param("PR 1/2. This PR:\n\n1. does it", "2020-02-25", [], id="parts-of-a-pull-request"),
        pytest.param("bpo-92336: a habit (#92347)", "2022-05-06", ["gh:92336", "pr:92347"], id="habit"),
        pytest.param("frame #1, PKCS #5, UAX #44, change #1", "2020-02-25", [], id="counters"),
        pytest.param("#0 0xbf22 in print\n#12 0xbea4 in run\nGH-1 0x7f in it", "2022-02-25", [], id="traceback"),
        pytest.param("port of importlib-metadata PR #76", "2019-06-07", [], id="another-projects-pr"),
        pytest.param("Use #12345 as the example, not gh-12345", "2016-06-07", ["bpo:12345"], id="before-github"),
        pytest.param("&#160; and #fff and #define", "2019-06-07", [], id="not-numbers"),
    ],
)
def test_github_numbers(read, message, day, expected):
    found = [f"{mention.tracker}:{mention.number}" for mention in read(message, day).mentions]
    assert found == expected


@pytest.mark.parametrize(
    "message",
    ["Merge it (#293)", "Take GH-293", "See github.com/python/cpython/pull/293"],
)
def test_nothing_is_githubs_before_the_move(numbers, message):
    assert numbers(message, "2015-11-18", "pr") == []
