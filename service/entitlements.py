"""Writes who may ask what as people check it, command by command, from the table in the code (ops/entitlements.md)."""

from typing import Final

from service.entitling import EVERY_ROLE, MAY_ASK, PARTICIPANT, Entitlement, reported_by_anybody

_HEAD: Final = """# Who may record and do what

Generated from the code by `make rulebook`; a test holds that this file is up to date. Whoever asks live holds the role
on that day, everywhere or for the initiative and at the site for which it was given (EN-01), and a role asks only what
stands here (EN-02). `own`: a participant asks about themselves alone, under this record or one that is joined with it
(EN-03). `any`: a stop is never refused for form; whoever is registered reports it, whatever role they hold by then. An
advice to stop is such a stop too; the line of `consent.record_advice` is about an advice to take part. What is told as
history is told by `records`, where it is told at all. Roles in Byleave are given and taken away by `records`, and given
by nobody to themselves (EN-04). Other rules ask who of these may in the case at hand: [who may not do what](duties.md).

Somebody whom nobody registered is told so, and nothing is recorded. Whoever is registered and is refused by one of
these rules is recorded as refused. The service itself, which registers the first actor, is asked none of them.

"""


def written() -> str:
    """The whole page as Markdown."""
    return _HEAD + _matrix() + "\n## Why\n\n" + _reasons()


def _matrix() -> str:
    head = ("command", *EVERY_ROLE, "as history")
    rows = [head, ("---",) * len(head), *(_row(tag, line) for tag, line in MAY_ASK.items())]
    return "".join(_line(*row) for row in rows)


def _row(tag: str, line: Entitlement) -> tuple[str, ...]:
    return (f"`{tag}`", *(_cell(tag, line, role) for role in EVERY_ROLE), " ".join(sorted(line.history)))


def _cell(tag: str, line: Entitlement, role: str) -> str:
    if role not in line.live:
        return ""
    if role == PARTICIPANT:
        return "own"
    return "any" if reported_by_anybody(tag) else "yes"


def _reasons() -> str:
    lines: dict[Entitlement, list[str]] = {}
    for tag, line in MAY_ASK.items():
        lines.setdefault(line, []).append(f"`{tag}`")
    told = (_line(", ".join(tags), line.says, str(line.cite)) for line, tags in lines.items())
    return _line("commands", "why", "source") + _line("---", "---", "---") + "".join(told)


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    print(written(), end="")
