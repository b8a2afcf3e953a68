import pytest


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param("Implement PEP 572", ["572"], id="space"),
        pytest.param("Implement PEP-570 arguments", ["570"], id="dash"),
        pytest.param("Make PEP263 coverage explicit", ["263"], id="glued"),
        pytest.param("pep 0572 again", ["572"], id="zeros"),
        pytest.param("use the PEP8 style", ["8"], id="pep8"),
        pytest.param("PEPs 343 and 344 are final", ["343", "344"], id="and"),
        pytest.param("See :pep:`383` and :pep:`529`", ["383", "529"], id="rst"),
        pytest.param("Patch #102588/PEP 229: build it", ["229"], id="slash"),
        pytest.param("as in PEP\n  3101 it says", ["3101"], id="wrapped"),
        pytest.param("http://www.python.org/dev/peps/pep-0008/#comments", ["8"], id="address"),
        pytest.param("https://peps.python.org/pep-0688/", ["688"], id="new-address"),
        pytest.param("http://python.sourceforge.net/peps/pep-0235.html", ["235"], id="old-address"),
        pytest.param("https://github.com/python/peps/pull/712", [], id="pull-request-of-the-peps"),
        pytest.param("test_pep277 and pep384_macrocheck.py", [], id="names"),
        pytest.param("run pep8.py, then pep8ify it", [], id="program"),
        pytest.param("merge features/pep-451", [], id="branch"),
        pytest.param("https://discuss.python.org/t/pep-594-take-2/1", [], id="thread"),
        pytest.param("PEP 3.0 and PEP itself", [], id="no-pep"),
    ],
)
def test_peps(numbers, message, expected):
    assert numbers(message, "2019-05-01", "pep") == expected


def test_a_pep_leads_only_as_a_tag(read):
    positions = {
        message: read(message, "2020-05-01").mentions[-1].position
        for message in ("bpo-40257: PEP 587: more docs", "bpo-40257: Implement the PEP 587 functions")
    }
    assert list(positions.values()) == ["lead", "body"]
