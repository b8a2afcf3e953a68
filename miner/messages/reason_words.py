"""Regular expressions for the words of reasons, collected from thirty years of undos, for lower-case text.

``WHY`` matches what makes any sentence a reason, ``FAULT`` what is said of the undone change right behind the undoing
word, ``TROUBLE`` what went wrong, in a sentence or clause of its own. ``DONE`` and ``POINTER`` match the beginnings of
sentences that are no reasons: what else was done, and where to read more.
"""

from typing import Final


def _any(*alternatives: str) -> str:
    return "|".join(alternatives)


_THING: Final[str] = "it|its|it's|this|that|they|these|there|we|i|he|she|not|no|nobody|requested"

#: What makes a sentence that undoes a reason wherever it stands; the rest of WHY may stand in the title that it quotes.
STRONG: Final[str] = _any(
    r"pending (?:an?|the|further|more|\w*discussion|review|resolution|investigation)",
    r"because|'cause|due to|owing to|in anticipation of|as (?:it|this|that|they) \w+|since (?:it|this|that|they) \w+",
    r"\w+'s? request|per (?:\w+ ){1,3}request|request(?:ed)? (?:by|of|from)|by (?:mistake|accident)|(?:my|a) mistake",
    r"accidentally|inadvert[ea]ntly|unintentionally|mistakenly|erroneously|prematurely|incorrectly|wrongly",
)
WHY: Final[str] = _any(
    r"because|'cause|due to|owing to|reasons?|rationale|until|now that|in order to",
    r"pending (?:an?|the|further|more|\w*discussion|review|resolution|investigation)",
    r"so (?:that|any|(?:i|we|it|they) (?:can|could|will|does)|restor\w+|revert\w*|undo|back)",
    r"in anticipation of|(?:has|have) been (?:fixed|resolved|solved)",
    r"since(?! (?:r?\d|rev|v\d|python|then|version|the (?:last|alpha|beta|release)))",
    rf"(?<!same )(?<!such )(?<!well )(?<!soon )(?<!long )(?<!far )as (?:{_THING})(?! did)",
    r"as (?:the )?(?:\S+ ){1,3}(?:is|are|was|were|has|have|does|do|can|should|would|needs?|fails?|breaks?)",
    r"(?<=, )as(?! (?:per|a|an|in|if|well|discussed|suggested|described|before)\b)",
    r"(?:which|that) introduced? (?:an? |the |some |new )*(?:bugs?|regressions?|errors?|leaks?)",
    r"to (?:let|avoid|prevent|repair|unbreak|silence|stay|remain|preserve|make sure|work|build|compile)",
    r"for (?:easier|better|backwards?|incorrect|wrong|bad|lack|causing|breaking)",
    r"after (?:\w+ ){0,2}(?:failures?|problems?|complaints?)",
    r"for (?:\w+ ){0,2}(?:breakage|failures?|errors?|consistency|compatibility|safety|security|performance)",
    r"\w+'s? request|per (?:\w+ ){1,3}request|request(?:ed)? (?:by|of|from)|by (?:mistake|accident)|(?:my|a) mistake",
    r"accidentally|inadvert[ea]ntly|unintentionally|mistakenly|erroneously|prematurely|incorrectly|wrongly",
)

FAULT: Final[str] = _any(
    r"accident\w*|inadvert\w*|unintend\w*|unintention\w*|mistake[ns]?|erroneous|wrong|incorrect|invalid|improper",
    r"inappropr?iate|bogus|bad|broken|breaking|buggy|faulty|flawed|failed|premature|unnecessary|unneeded|unwanted",
    r"redundant|duplicated?|silly|stupid|careless|dangerous|temporary|useless|pointless|confusing|spurious|overzealous",
    r"irritating|disruptive|(?:backwards?-)?incompatible|errors? (?:from|in|of|made|introduced)|newer than",
)

TROUBLE: Final[str] = _any(
    r"caus[ei]\w*|br[eo]ak\w*|broke\w*|fail\w*|crash\w*|\w*leak\w*|regress\w*|segfault\w*|hangs?|conflict\w*|error",
    r"incompatib\w*|compatib\w*|wrong|incorrect\w*|invalid|accident\w*|mistake\w*|unwanted|duplicate|bad\w*",
    r"premature\w*|ready|late|slow\w*|unnecessary|necc?ess?ary|needed|required|longer|supposed to|problems?|confus\w+",
    r"issues? with|not a bug|being a bug|new (?:bugs?|features?)|bogus|better|worse|risk\w*|unsafe|freeze|frozen",
    r"\w+n't|cannot|do(?:es)? not|did not|is not|was not|are not|not been|should|must|has to|forgot|missed|too",
    r"(?:in)?consistent|inconsistenc\w+|desirable|rejected|disagree\w*|objected|unclear|complain\w*|my fault|trouble",
    r"worth|no effect|newer than|kill\w*|still (?:used|needed|required|in use)|disrupt\w*|degrad\w*|glitch",
)

#: A verb that is finite or may be: what has none is a heading, a name or a list.
VERB: Final[str] = _any(
    r"is|are|was|were|be|been|has|have|had|does|do|did|can|could|will|would|should|may|might|must|ought|needs?|i'm|i've",
    r"\w+n't|it's|that's|there's|he's|works?|worked|makes?|made|gives?|gave|gets?|got|went|says?|said|uses?|exists?",
    r"seems?|looks?|wants?|takes?|took|shows?|relies|rely|calls?|requires?|expects?|means?|changes|lives|leaves",
    r"succeeds?|appears?|turns out|passes|applies|supports?|happens|contains?|returns?|[a-z]{3,}ed",
)

_ACTIONS: Final[str] = _any(
    r"add(?:s|ed)?|adjust(?:s|ed)?|appl(?:y|ies|ied)|back-?port(?:s|ed)?|bring|bump(?:s|ed)?|change[sd]?|clean(?:s|ed)?",
    r"convert(?:s|ed)?|cop(?:y|ies|ied)|create[sd]?|delete[sd]?|disable[sd]?|do|document(?:s|ed)?|don't|drop(?:s|ped)?",
    r"enable[sd]?|ensure[sd]?|export(?:s|ed)?|fix(?:es|ed)?|go|handle[sd]?|implement(?:s|ed)?|improve[sd]?|include[sd]?",
    r"install(?:s|ed)?|introduce[sd]?|keep(?:s|ing)?|kept|leave|leaving|left|let|make|merge[sd]?",
    r"modif(?:y|ies|ied)|move[sd]?|put|re-?(?:add|apply|do|enable|factor|instate|introduce|work)(?:s|ed|d)?",
    r"regenerate[sd]?|remove[sd]?|rename[sd]?|replace[sd]?|restore[sd]?|return|rewrite|rewrote|run|set|skip(?:s|ped)?",
    r"simplif(?:y|ies|ied)|split|sync(?:s|ed)?|switch(?:es|ed)?|tidy|tidied|try|turn(?:s|ed)?(?! out)|update[sd]?",
    r"use[sd]?|wrap(?:s|ped)?|write|wrote|checked in|committed|thank you|regarding|manual|print|raise|call|check|allow",
)
DONE: Final[str] = (
    # "Added tests are redundant" is a statement.
    r"(?!\w+ed (?:\w+ ){1,2}(?:is|are|was|were)\b)"
    r"(?:(?:and|also|then|now|so|but|instead|while|please|this|i|i've|i have|we|to|here|it also|mostly)[, ]+)*"
    rf"(?:commit |change |patch )?(?:also |now )*(?:{_ACTIONS})"
)

POINTER: Final[str] = _any(
    r"see|cf|refs?|references?|http|www\.|discuss(?:ed|ion)|clos(?:es|e|ing)|fix(?:es|ed) (?:for )?(?:sf |bug|issue|#)",
    r"(?:sf |python )?(?:bpo|gh|issues?|bugs?|patch|rfe|pep)[-\s#]*\d+\W*$",
    r"(?:will|to be|should be|must be|needs?) (?:be )?(?:back-?\s?port|merged|forward)",
    r"(?:i|we)(?:'ll| will|'m going| am going|'m working| am working)|more (?:details|info)|for (?:more|details)",
    r"(?:as )?(?:per|suggested|discussed|approved|reviewed|ok'?d|acked|reported|pointed out|noticed|found"
    r"|discovered|spotted|requested) (?:by|in|on|at|with) (?:\S+ ?){1,6}$",
    r"(?:bug-?fix|back-?port) candidate|.*\b(?:the|more) details",
)
