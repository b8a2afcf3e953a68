import pytest


def credited(read, message, day="2015-05-01"):
    return [(credit.role, credit.name, credit.email) for credit in read(message, day).credits]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param("Text\n\nPatch by Ada Lovelace.", [("patch", "Ada Lovelace")], id="patch"),
        pytest.param("Text. Patch by Ada Lovelace (closes #1001)", [("patch", "Ada Lovelace")], id="in-the-subject"),
        pytest.param("Initial patch by Ada Lovelace\nMore", [("initial-patch", "Ada Lovelace")], id="initial"),
        pytest.param("Based on a patch by Ada L. King.", [("initial-patch", "Ada L. King")], id="based-on"),
        pytest.param(
            "Patch by Ada Lovelace and Grace Hopper.", [("patch", "Ada Lovelace"), ("patch", "Grace Hopper")], id="and"
        ),
        pytest.param(
            "Patch by Ada Lovelace, Grace Hopper and Mary Kenneth Keller.",
            [("patch", "Ada Lovelace"), ("patch", "Grace Hopper"), ("patch", "Mary Kenneth Keller")],
            id="list",
        ),
        pytest.param("Reported by Ada Lovelace, Issue #1001", [("reporter", "Ada Lovelace")], id="stops-at-a-comma"),
        pytest.param("typo noticed by @ada-l", [("reporter", "@ada-l")], id="handle"),
        pytest.param("Contributed by Guido van Rossum.", [("patch", "Guido van Rossum")], id="particle"),
        pytest.param("Reviewed by Amaury Forgeot d'Arc.", [("reviewer", "Amaury Forgeot d'Arc")], id="apostrophe"),
        pytest.param(
            "Patch from Martin v. Löwis: avoid it", [("patch", "Martin v. Löwis")], id="initial-in-the-middle"
        ),
        pytest.param("As suggested by Łukasz Langa.", [("suggester", "Łukasz Langa")], id="letters"),
        pytest.param("Thanks to Ada Lovelace for the patch.", [("patch", "Ada Lovelace")], id="thanks-for-the-patch"),
        pytest.param("Thanks to Ada Lovelace.", [("thanks", "Ada Lovelace")], id="thanks"),
        pytest.param(
            "A rather long line of text that was broken in the middle: patch by Ada\nLovelace.",
            [("patch", "Ada Lovelace")],
            id="wrapped",
        ),
        pytest.param("Patch #418489 from Ada Lovelace: sets", [("patch", "Ada Lovelace")], id="number-between"),
        pytest.param("[Patch 1341 by Ada L. King] Sets", [("patch", "Ada L. King")], id="number-without-hash"),
        pytest.param("A slip in the docs, fixed by Ada Lovelace.", [("patch", "Ada Lovelace")], id="fixed-by"),
        pytest.param("Examples. Written for GHOP by Ada Lovelace.", [("patch", "Ada Lovelace")], id="contest"),
        pytest.param("Based on comments from Ada Lovelace.", [("suggester", "Ada Lovelace")], id="comments"),
        pytest.param("Idea by Ada Lovelace, code by me.", [("suggester", "Ada Lovelace")], id="idea"),
        pytest.param("Reviewed by A.M. Turing.", [("reviewer", "A.M. Turing")], id="initials"),
        pytest.param("Patch from M.-A. Curie: more", [("patch", "M.-A. Curie")], id="initials-with-a-dash"),
        pytest.param(
            "  A rather long line of text that is quoted, and so indented: patch by Ada\n  Lovelace.\n",
            [("patch", "Ada Lovelace")],
            id="wrapped-and-indented",
        ),
        pytest.param("found by Sphinx' link checker", [], id="possessive-of-a-tool"),
        pytest.param("Codes provided by ExpatError, tested by ClosedTests", [], id="classes"),
        pytest.param("Resize what was created by PyString_FromString,", [], id="function"),
        pytest.param("Found by Klocwork and by Coverity.", [], id="tools"),
        pytest.param("Fix errors raised by Path.mkdir()", [], id="code"),
        pytest.param("Files written by Andrew's setup.py", [], id="somebodys-file"),
        pytest.param("Step by Step by step", [], id="other-by"),
        pytest.param("Fix the test. Merge from Python 2.7 to 3.x", [], id="not-people"),
    ],
)
def test_phrases(read, message, expected):
    assert [(role, name) for role, name, _ in credited(read, message)] == expected


@pytest.mark.parametrize(
    ("trailer", "expected"),
    [
        ("Co-authored-by: Ada Lovelace <ada@example.org>", ("co-author", "Ada Lovelace", "ada@example.org")),
        ("Co-Authored-By: Ada Lovelace <1+ada@users.example>\r", ("co-author", "Ada Lovelace", "1+ada@users.example")),
        ("Co-authored-by: ada ada@example.org", ("co-author", "ada", "ada@example.org")),
        ("Co-authored-by: blurb-it[bot] <b@example.org>", ("co-author", "blurb-it[bot]", "b@example.org")),
        ("Signed-off-by: Ada Lovelace <ada@example.org>", ("signed-off", "Ada Lovelace", "ada@example.org")),
        ("Reported-by: Ada Lovelace", ("reporter", "Ada Lovelace", None)),
        ("Reviewed-by: Ada Lovelace", ("reviewer", "Ada Lovelace", None)),
        ("Acked-by: Ada Lovelace", ("approver", "Ada Lovelace", None)),
        ("Authored-by: Ada Lovelace", ("author", "Ada Lovelace", None)),
    ],
)
def test_trailers(read, trailer, expected):
    assert credited(read, f"Text\n\nMore\n{trailer}\n") == [expected]


@pytest.mark.parametrize("trailer", ["Automerge-Triggered-By: GH:ada", "Co-authored-by:", "Sorted-by: name"])
def test_lines_that_credit_nobody(read, trailer):
    assert credited(read, f"Text\n\n{trailer}\n") == []


def test_nobody_is_credited_twice_for_one_part(read):
    message = "Text\n\nCo-authored-by: A B <a@b.c>\n\nCo-authored-by: A B <a@b.c>\nReviewed-by: A B\n"
    assert [(role, name) for role, name, _ in credited(read, message)] == [("co-author", "A B"), ("reviewer", "A B")]


def test_the_span_of_a_credit_is_the_name(read):
    message = "Text. Patch by Ada Lovelace <ada@example.org>."
    (credit,) = read(message, "2015-05-01").credits
    assert message[credit.start : credit.end] == "Ada Lovelace"
    assert credit.email == "ada@example.org"
