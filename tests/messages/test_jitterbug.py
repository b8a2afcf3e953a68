import pytest


@pytest.mark.parametrize(
    ("message", "day", "expected"),
    [
        pytest.param("Repair octal escapes (PR#343).", "2000-06-01", ["343"], id="hash"),
        pytest.param("Repair octal escapes, PR #343", "2000-06-01", ["343"], id="space-hash"),
        pytest.param("Fix PR117.  The text is clearer now.", "1999-11-01", ["117"], id="glued"),
        pytest.param("Do it right (PR#40, sent in by a user)", "1999-07-30", ["40"], id="with-reporter"),
        pytest.param("Answer to PR#41, PR#42 and #43", "1999-07-30", ["41", "42", "43"], id="list"),
        pytest.param("Close SourceForge bug #110628 (Jitterbug PR#278).", "2000-08-15", ["278"], id="both-trackers"),
        pytest.param("This closes bug 200 on Jitterbug.", "2000-02-01", ["200"], id="named-behind"),
        pytest.param("Fix bug #345, which a user saw", "2000-02-01", ["345"], id="numbered-bug-before-sourceforge"),
        pytest.param("Disable the PR #29 data for now", "2006-10-01", [], id="unicode-public-review"),
        pytest.param("Take the fix of PR #29", "2017-03-01", [], id="pull-request"),
        pytest.param("Express 3.5 in SPR#4", "1999-01-01", [], id="inside-a-word"),
        pytest.param("Use less memory, PR # is gone", "1999-01-01", [], id="no-number"),
    ],
)
def test_the_numbers_of_the_first_tracker(numbers, message, day, expected):
    assert numbers(message, day, "jitterbug") == expected


def test_a_pull_request_since_github_has_the_same_letters(numbers):
    assert numbers("Take over what PR #886 began", "2017-04-01", "pr") == ["886"]
