"""Regular expressions for the words of undoing, collected from thirty years of messages.

``UNDO`` matches words that mean an undo, ``RESTORE`` words that mean one in a third of all cases, ``ACCIDENT`` words
that call what is mended an accident, ``REMOVE`` what is then restored. ``FEATURE`` matches
phrases in which such a word means something else: an editor's command, a database, a function, another commit or the
future.
"""

from typing import Final


def _any(*alternatives: str) -> str:
    return "|".join(alternatives)


UNDO: Final[str] = _any(
    r"(?:re-)?revert(?:s|ed|ing)?|rever[st]ion|reversal",
    r"revers(?:e|es|ed|ing) (?:the )?(?:last |previous )?(?:check-?ins?|commits?|changes)",
    r"un-?do(?:es|ing|ne)?|undid",
    r"back(?:s|ed|ing)?[ -]?out|backouts?",
    r"back (?:rev(?:ision)?s? )?r?\d[\d.]* out",  # "Back rev 1.3 out" (CVS)
    r"roll(?:s|ed|ing)?[ -]?back|rollback",
    r"(?:back(?:s|ed|ing)?|roll(?:s|ed|ing)?) (?:it|this|that|these|them) (?:out|back)",
    r"withdr[ae]w(?:ing|s)?|retract(?:s|ed|ing)?",
    r"cancel(?:s|led|ed)? (?:the )?(?:last|check-?ins?|previous)",  # "Cancelled check-in."
    r"forget (?:about )?(?:the |my )?(?:previous|last)",
    r"unappl(?:y|ied)|un-?commit(?:s|ted)?|un-?check(?:ed)?-?in",
    r"take (?:it |this |that )?back|took (?:\w+ )?back",
)

RESTORE: Final[str] = _any(
    r"restor(?:e[sd]?|ing|ation of)|resurrect(?:s|ed|ing)?|never ?mind",
    r"re-?add(?:s|ed|ing)?|re-?introduc(?:e[sd]?|ing)|re-?instat(?:e[sd]?|ing)|re-?enabl(?:e[sd]?|ing)",
    r"re-?appl(?:y|ied|ies|ying)|un-?revert\w*",
    r"(?:put(?:s|ting)?|br(?:ing(?:s|ing)?|ought)|add(?:s|ed|ing)?|(?:mov|chang)(?:e[sd]?|ing)|switch(?:e[sd]|ing)?"
    r"|mak(?:e[sd]?|ing)|drop(?:s|ped|ping)?|go(?:es|ing)?|went|g[eo]t(?:s|ting)?)\b(?:[^.;:\n]|\.(?=\w)){0,60}?\bback\b",
    r"(?:add|export|includ|introduc|enabl|support|allow|provid|us|run)(?:e[sd]?|s|ed|ing)?\b(?:[^.;:\n]|\.(?=\w)){0,60}?"
    r"\bagain\b",
)

_BY_MISTAKE: Final[str] = _any(
    r"acciden\w+|by (?:accident|mistake)|inadvert\w+|unintentional(?:ly)?|mistakenly|erroneously",
)
_HAPPENED: Final[str] = _any(
    r"left|leaving|added|adding|check(?:ed|ing)[- ]?in|commit+(?:ed|ing)|crept|slipped|included|landed",
    r"pushed|merg(?:ed|ing)|backport(?:ed|ing)|remov(?:ed|ing|al)|deleted|dropp(?:ed|ing)|lost|disabl(?:ed|ing)",
    r"skipp(?:ed|ing)|re-?introduc(?:ed|ing)",
    r"revert(?:ed|ing)|overwr(?:ote|itten)|undid|undone|convert(?:ed|ing)|changed|changing|renamed|commented out",
)
#: Something is called an accident: "accidentally left", "removed by mistake", "lost in a merge", "a debugging print".
ACCIDENT: Final[str] = _any(
    rf"(?:{_BY_MISTAKE})\W+(?:[\w-]+\W+){{0,3}}?(?:{_HAPPENED})",
    rf"(?:{_HAPPENED})\W+(?:[\w`'./()-]+\W+){{0,5}}?(?:{_BY_MISTAKE})",
    # A bug that was introduced by accident is mended, a line that was is removed.
    rf"(?:remov|delet|drop|kill|strip)\w*\W+(?:[\w`'./()-]+\W+){{0,8}}?(?:{_BY_MISTAKE})\W+"
    r"(?:introduced|copied|duplicated|pasted)",
    r"(?:accidental|inadvertent|unintended|unintentional) (?:[\w-]+ )?(?:commit|check-?in)s?",
    # What code does incorrectly is a bug, what its author did is a slip.
    r"(?:incorrectly|wrongly) (?:commit+ed|checked[- ]in|merged|backported)",
    r"(?:remov|delet|commit|add|chang|push|merg)\w* the wrong (?:file|branch|version|patch|line|one)s?",
    r"(?:lost|dropped|clobbered|botched) (?:in|during|by|with) (?:an? |the |my |some )?(?:[\w.-]+ )?(?:merg|rebas)\w+",
    r"(?:bad|botched|wrong|incorrect) (?:merge|rebase|conflict resolution)|mis-?merged?",
    r"merge (?:error|mistake|glitch)\w*",
    r"(?:remov\w+|delet\w+|drop\w*|get rid of|kill\w*|strip\w*|nuke\w*) (?:[\w-]+ ){0,3}?debug(?:ging)?[ -]"
    r"(?:print\w*|output|code|statement|hooks?|stuff|leftovers?|lines?|cruft|assert\w*)s?",
    r"(?:was|were|is|are)(?: not|n't) (?:supposed|meant|intended) to (?:be |get )?(?:check|commit|includ|merg|land)\w*",
    r"(?:did not|didn't|never) intend(?:ed)? to (?:check|commit|includ|merg|add|remov|delet|push|land|chang)\w*",
)

#: What a commit says that takes something away for another to restore.
REMOVE: Final[str] = _any(
    r"disabl(?:e[sd]?|ing)|skip(?:s|ped|ping)?|remov(?:e[sd]?|ing|al)|delet(?:e[sd]?|ing)|drop(?:s|ped|ping)?",
    r"suppress(?:es|ed|ing)?|turn(?:s|ed|ing)? off|comment(?:s|ed|ing)? out|g[eo]t(?:ting)? rid of",
)

#: What may precede the undoing word at the beginning of a sentence: "Oops, ", "I've now ", "This commit partially ".
LEAD: Final[str] = _any(
    r"o+ps|whoops|alas|ouch|argh|sigh|damn|sorry|ok|okay|hm+|well|urgs?|ah|duh|please|so|and|also|now|let'?s|just|try",
    r"temporarily|partial(?:ly)?|partly|mostly|quickly|manually|silently|effectively|basically|completely|simply",
    r"again|another|first|finally|better|by|for now|(?:had |have )?to",
    r"this|these|it|that|i|we|have|has|had|'ve|am|'m|is|the|a|an|full|accidental",
    r"commit|patch|change|checkin|check-in|changeset|revision|followup|follow-up|merge|merged|backport|recorded",
    r"idle|docs?|tests?|asyncio|ctypes|windows",
)

_ELSEWHERE: Final[str] = _any(
    r"was|were|been|be|being|can|should|could|would|may|might|must|will|cannot|couldn't|can't|don't|do not|not|never",
    r"later|already|previously|to be|how to|ways? to|able to|trying to|needed? to",
    r"if|when|until|since|before|after|without|than|great",
)
FEATURE: Final[str] = _any(
    r"undo (?:it all|everything|all of|the effects?|any)|(?:un)?redo|idleconf|transaction",
    r"undo[- ]?(?:redo|delegator|stack|command|menu|block|list|buffer|history|event|capabilit|support|feature|button)",
    r"undo[- ]?(?:action|start|stop)|undo (?:is|was|does|has)(?!\w)",
    r"roll(?:ing|s|ed)?[- ]?back (?:\w+ )?(?:on |if |when|in case|the db|the database)",
    r"rollback (?:\w+ )?(?:journal|method|importer|hook|on |if |when|call)",
    r"(?:\.|_|`)(?:revert|rollback|undo)|(?:revert|undo|rollback)\(",
    r"file-?revert|revert[- ]buffer|mark_restore",
    # A fix of how something reverts.
    r"fix(?:e[sd]|ing)? (?:the )?(?:reverting|undoing|rolling back)",
    r"revert(?:ing|s)? (?:the patch(?:es)? in|to (?:none|the default|its default))",
    # What the program does from now on: "builds now revert to using the installed headers".
    r"(?<!\bi )(?<!\bwe )\bnow reverts? to",
    # What others are asked to do, or what would follow.
    r"please (?:just |feel free to )?(?:revert|undo|back|roll)",
    r"(?:mov|bring|put|chang|add|revert|restor|undo|back|roll)ing (?:[^.;:]|\.(?=\w)){1,90} would\b",
    # Not done by this commit: "was later reverted", "how to undo", "may need to be reverted", "until it is backed out".
    rf"(?:{_ELSEWHERE}) (?:\w+ )?(?:\w+ )?(?:revert|undo|un-do|undid|roll|back(?:ed)? ?out|restor)",
    r"(?:a while|years?|months?|weeks?|days?|long|way|further|dates?) back|back (?:and forth|in(?:to)? sync|then)",
    r"back in (?:the )?(?:(?:early |late |mid-?)?(?:19|20)\d\d|python|\d\.\d|[12]\.x|day)",  # when something was
    # What tests and functions restore after themselves.
    r"restor\w* (?:[\w.>_`()-]+ ){1,5}(?:on|before|after|when|if) (?:an? |the )?(?:\w+ )?"
    r"(?:error|exception|failure|exit)",
    r"restor\w* (?:[\w.>_`()-]+ ){1,5}(?:before|after|when|if) (?:the )?(?:\w+ )?(?:return\w*|handling|call|test)",
    r"saving/restoring|save/restore|sav(?:e[sd]?|ing) (?:and then|and|then) restor\w+",
    r"fall(?:s|ing|en)? back|back-?trace|back-?ward",
    r"(?:revert|restor|undo)\w* (?:the |any )?(?:changes? )?(?:made )?to (?:the )?(?:environment|os\.environ|sys\.)",
    r"restore (?:signal|default (?:signal|handler)|the (?:signal|terminal|gil|thread|environment|cwd))",
    r"restore the old (?:sig|cwd|handler)",
    r"restore the original (?:sys|cwd|signal|state of)",
    r"restore (?:gil|sys\.|os\.|stdout|stderr|cwd|state|terminal|window|focus)",
    r"restore (?:environment|locale|warnings? filters?|compat|backward|the abilit|abilit|support|performance)",
    r"restor\w* .{0,30}compatib",
)

#: The previous change is meant: "my last checkin".
RECENT: Final[str] = _any(
    r"last|previous|preceding|prior|earlier|recent|latest|my|that|unwanted|bogus|wrong|incorrect|bad|premature|mistake",
    r"accidental(?:ly)?|unintended|unintentional|inadvertent(?:ly)?|mistaken(?:ly)?|erroneous(?:ly)?|oops|whoops",
)

#: The author admits a mistake.
SLIP: Final[str] = _any(
    r"o+ps|whoops|accident\w*|unintend\w*|unintention\w*|inadvert\w*|mistake\w*|erroneous\w*|sorry|brain ?fart",
    r"(?:didn't|did not|never) (?:mean|want|intend)|not supposed to|wrong (?:branch|file|place|patch|version)",
)

#: Only a part is undone: "part of", "but leave the tests".
PART: Final[str] = _any(
    r"(?:revert|undo|undid|back|roll|withdr|restor|remov)\w*(?: (?:back|out|a|the|only))* (?:parts?|half|some|most) of",
    r"(?:revert|undo|undid|back|roll|withdr|restor|remov)\w*(?: (?:out|a|the|only))* (?:pieces?|portions?|bits?) of",
    r"(?:revert|undo|undid|back|roll|withdr|restor|remov)\w*(?: (?:back|out|a|the|only))* one (?:hunk|change|line)",
    r"(?:revert|undo|undid|back|roll|withdr)\w*(?: (?:out|also))* an? (?:[\w-]+ )?change",
    r"partial(?:ly)?|partly|except(?: for)?|but not|(?:leave|leaving|keep|keeping) the",
)

#: Something is kept, in whichever sentence that is said.
KEPT: Final[str] = r"(?:'ve|have|i|also) kept|but (?:leave|keep|left|kept)|(?:left|kept) the tests?"

#: Words that unrelated messages share, too.
COMMON: Final = frozenset(
    (
        *(
            "revert",
            "reverts",
            "reverted",
            "reverting",
            "undo",
            "undoes",
            "undone",
            "back",
            "backed",
            "backs",
            "backout",
        ),
        *("rollback", "rolled", "restore", "restores", "restored", "commit", "commits", "change", "changes", "changed"),
        *("changeset", "checkin", "revision", "patch", "patches", "issue", "closes", "fixes", "fixed", "this", "that"),
        *(
            "with",
            "from",
            "which",
            "when",
            "have",
            "been",
            "were",
            "will",
            "what",
            "they",
            "them",
            "then",
            "than",
            "some",
        ),
        *("into", "only", "also", "because", "since", "until", "should", "would", "could", "does", "merge", "merged"),
        *("svnmerge", "python", "test", "tests", "again", "code", "file", "files", "more", "make", "made", "last"),
        *(
            "previous",
            "accidental",
            "work",
            "works",
            "broke",
            "breaks",
            "broken",
            "buildbot",
            "buildbots",
            "using",
            "used",
        ),
        *("svn.python.org", "pythondev", "trunk", "branches", "revisions"),  # what svnmerge writes
        *("uses", "there", "their", "about", "after", "before", "other", "behavior", "behaviour"),
    )
)
