"""The part of Bootstrap this product uses: a tenth of its classes, a third of its bytes.

A rule stays if every class it names is of a family kept here; rules for bare elements stay. Who needs another family
adds it here and runs `make vendor`. tests/config/test_classes.py fails for a class of a page that has no rule.
"""

import re
from collections.abc import Iterator

SPACE, WIDE = r"(?:auto|[0-5])", r"(?:(?:sm|md|lg)-)?"
KEPT = re.compile(
    "|".join(
        (
            r"h[1-6]|small|mark|lead|figure|list-unstyled|container|stretched-link|visually-hidden(?:-focusable)?",
            rf"row|col|col-{WIDE}(?:auto|\d+)|col-(?:sm|md|lg)|g[xy]?-{SPACE}|(?:row-|column-)?gap-{SPACE}",
            r"btn|btn-(?:primary|lg|sm)|active|disabled|show",
            r"form-(?:control|select)(?:-lg|-sm)?|form-(?:label|text)|form-check(?:-\w+)?|input-group(?:-text)?",
            r"col-form-label|is-invalid|was-validated|invalid-feedback|alert|alert-(?:danger|heading)",
            rf"[mp][tbsexy]?-{WIDE}{SPACE}|order-{WIDE}(?:first|last|[0-5])",
            rf"d-{WIDE}(?:none|inline|block|inline-block|flex|inline-flex|grid)",
            rf"flex-{WIDE}(?:row|column|fill|wrap|nowrap|grow-[01]|shrink-[01])",
            rf"(?:align-(?:items|self)|justify-content)-{WIDE}(?:start|end|center|between|around|stretch|baseline)",
            r"text-(?:break|center|start|end|nowrap|danger)|fs-[1-6]|fw-(?:normal|medium|semibold|bold)|fst-italic",
            r"[wh]-(?:25|50|75|100|auto)|mw-100|overflow-(?:auto|hidden)|position-relative|table|table-sm",
        )
    )
)
CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
UNLESS = re.compile(r":not\([^()]*\)")
BETWEEN = re.compile(r",(?![^(]*\))")
NOTE = "/* Reduced by .ci/slim.py: what is not used here is left out. */\n"


def slimmed(css: bytes) -> bytes:
    """The licence and the kept rules, in their order."""
    text = css.decode()
    licence, rules = text[: text.index(":root")], text[text.index(":root") :]
    return (licence + NOTE + "".join(_kept(rules)) + "\n").encode()


def _kept(css: str) -> Iterator[str]:
    for before, inside in _blocks(css):
        if before.startswith("@keyframes"):
            continue  # of spinners and bars alone
        if before.startswith("@"):
            body = "".join(_kept(inside))
        else:
            body, before = inside, ",".join(filter(_is_kept, BETWEEN.split(before)))
        if before and body:
            yield f"{before}{{{body}}}"


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Selector or condition, and what its braces hold."""
    start = 0
    while (opens := css.find("{", start)) >= 0:
        depth, end = 1, opens + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(css[end], 0)
            end += 1
        yield css[start:opens], css[opens + 1 : end - 1]
        start = end


def _is_kept(selector: str) -> bool:
    # By night the tokens of our own sheet change, never an attribute of Bootstrap's.
    if "data-bs-" in selector and ":root" not in selector:
        return False
    return all(KEPT.fullmatch(name) for name in CLASS.findall(UNLESS.sub("", selector)))
