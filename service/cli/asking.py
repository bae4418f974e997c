"""The questions of an audit: findings, the register as of a time, characteristics. They put nothing on the record."""

from typing import Any, Final

import click

from domain.consent import ITEMS
from domain.judging import RULES
from domain.kernel.ids import Ref
from domain.kernel.time import to_local
from projections import characteristics as view_of_characteristics
from projections import consent_register
from projections import findings as view_of_findings
from service.auditing import KINDS, REGISTER_ITEMS, UNTOUCHED, Shown, by_kind, found, suppressed
from service.cli import output
from service.cli.context import Asker, Instant, asker, spoken, study_of, with_study
from service.cli.explaining import say
from service.errors import NotFound
from service.explaining import COLUMNS, as_rows, explained
from service.importing.study import SPEAKS_TO


@click.command()
@with_study
@click.option("--explain", metavar="KEY", help="One finding: its rule, the citation, the events that prove it.")
@click.option("--coverage", is_flag=True, help="Which rules were judged, how often, and which could not be.")
@click.option("--kind", metavar="KIND", type=click.Choice(KINDS), help="Findings of one kind only.")
@click.option("--ended", is_flag=True, help="With those that no longer stand, and since when.")
@output.paged
@output.formats
@click.pass_context
def findings(
    ctx: click.Context, /, study: str | None, explain: str | None, coverage: bool, kind: str | None, **how: Any
) -> None:
    """What an audit finds: every rule of the record broken, with the key of where."""
    who = asker(ctx, "auditor")
    initiative = study_of(who.service, study)
    if explain:
        _explain(who, initiative, explain, how)
    elif coverage:
        _coverage(who, initiative, how)
    else:
        _list(who, initiative, kind, how)


def _list(who: Asker, initiative: Ref, kind: str | None, how: dict[str, Any]) -> None:
    shown = [s for s in found(who.service, initiative, ended=how["ended"]) if kind in (None, s.kind)]
    if how["to_json"]:
        ended = [{"kind": s.kind, "key": s.key, "until": to_local(s.row.until)} for s in shown if s.row.until]
        standing = [s for s in shown if s.row.until is None]
        output.as_json({**by_kind(standing), **({"ended": ended} if how["ended"] else {})})
        return
    lived = ("life",) if how["to_csv"] or any(s.life != UNTOUCHED for s in shown) else ()
    columns = ("kind", "key", "rules", "happened at", *lived, *(("known since", "stood until") if how["ended"] else ()))
    rows = [tuple(_row(s)[column] for column in columns) for s in shown]
    if how["to_csv"]:
        output.as_csv(columns, rows)
        return
    if not shown:
        none = f" of the kind {kind}." if kind else ": no rule that was judged is broken."
        output.console(soft_wrap=True).print(f"No findings{none}{_not_judged(kind) if kind else ''}")
        return
    page, foot = output.page_of(rows, how["page"], how["whole"])
    output.as_table(f"{len(shown)} findings", columns, page, foot)
    counts = by_kind(shown)["finding_counts"]
    foot = f"One explained: byleave findings --explain KEY\n{_not_judged(None)}"
    output.as_table("By kind", ("kind", "number"), counts.items(), foot)


def _row(s: Shown) -> dict[str, str]:
    return {
        "kind": s.kind,
        "key": s.key,
        "rules": " ".join(s.row.rules),
        "happened at": to_local(s.row.happened_at),
        "life": str(s.life),
        "known since": to_local(s.row.known_since)[:16],
        "stood until": to_local(s.row.until)[:16] if s.row.until else "",
    }


def _explain(who: Asker, initiative: Ref, key: str, how: dict[str, Any]) -> None:
    meant = [s for s in found(who.service, initiative, ended=True) if s.key.lower() == key.lower()]
    standing = [s for s in meant if s.row.until is None]
    if not meant:
        raise NotFound(f"There is no finding {key}.", "List them: byleave findings --all")
    answer = [
        explained(who.service, s.kind, s.key, s.row, s.life) for s in (meant if how["ended"] else standing or meant)
    ]
    if how["to_json"]:
        output.as_json(answer)
    elif how["to_csv"]:
        rows = [(each["finding"], each["key"], *row) for each in answer for row in as_rows(each)]
        output.as_csv(("finding", "key", *COLUMNS), rows)
    else:
        for each in answer:
            say(each)


SILENT: Final = "not judged: a study office's files do not speak to it"


def _not_judged(kind: str | None) -> str:
    """What is said of rules that no file of an office can break: that nothing was found says nothing of them."""
    rules = [r.id for r in RULES.values() if r.id not in SPEAKS_TO and kind in (None, r.finding)]
    if kind is not None:
        return f" {', '.join(rules)}: {SILENT}." if rules else ""
    return f"{len(rules)} rules are not judged from an office's files: byleave findings --coverage"


def _coverage(who: Asker, initiative: Ref, how: dict[str, Any]) -> None:
    with who.service.views.read("findings") as view:
        counted = view_of_findings.coverage(view.db, initiative)
    rows = []
    for meant in RULES.values():
        c = counted.get(meant.id)
        judged, broken, unjudged = (c.judged, c.broken, c.unjudged) if c else (0, 0, 0)
        note = "" if meant.id in SPEAKS_TO else SILENT
        if note and not broken:
            judged, unjudged = 0, judged + unjudged
        rows.append((meant.id, meant.finding, judged, broken, unjudged, meant.says, str(meant.cite), note))
    columns = ("rule", "finding", "judged", "broken", "not judged", "says", "source", "note")
    if how["to_json"]:
        output.as_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif how["to_csv"]:
        output.as_csv(columns, rows)
    else:
        output.as_table("Which rules were judged, and how often", columns, rows)


@click.command()
@with_study
@click.option(
    "--valid-at",
    type=Instant(),
    metavar="TIME",
    help="True when (Europe/London; a day alone is its first minute; default: now).",
)
@click.option("--known-at", type=Instant(), metavar="TIME", help="As known when (default: now).")
@click.option("--as-recorded", is_flag=True, help="Known by Byleave's own clock, not by the office's claims.")
@click.option(
    "--item",
    "items",
    multiple=True,
    type=click.Choice(tuple(ITEMS)),
    help="Which items (repeatable; default: the six on which taking part and each use rest).",
)
@output.formats
@click.pass_context
def register(ctx: click.Context, /, study: str | None, items: tuple[str, ...], as_recorded: bool, **how: Any) -> None:
    """How many participants had each item active at one time, as it was known at another."""
    who = asker(ctx, "auditor")
    initiative = study_of(who.service, study)
    valid, known = how["valid_at"] or spoken(who.at), how["known_at"] or spoken(who.at)
    with who.service.views.read("consent_register") as view:
        answer = consent_register.register(
            view.db, initiative, items or REGISTER_ITEMS, valid[1], known[1], as_recorded=as_recorded
        )
    if how["to_json"]:
        output.as_json({"valid_at": valid[0], "known_at": known[0], "active": answer.active})
    elif how["to_csv"]:
        output.as_csv(("item", "means", "active"), ((i, ITEMS[i], n) for i, n in answer.active.items()))
    else:
        foot = f"{answer.claimed} of the rows counted rest on the office's own claim of when it knew."
        title = f"Active on {valid[0]}, as known on {known[0]} (position {view.position})"
        output.as_table(
            title, ("item", "means", "participants"), ((i, ITEMS[i], n) for i, n in answer.active.items()), foot
        )


@click.command()
@with_study
@click.option("--exact", is_flag=True, help="Exact numbers; they leave the care team for nobody but an auditor.")
@output.formats
@click.pass_context
def characteristics(ctx: click.Context, study: str | None, exact: bool, to_json: bool, to_csv: bool) -> None:
    """Who took part: numbers by security level, kind and job title. Without --exact, 1 to 7 are suppressed."""
    who = asker(ctx, "auditor")
    initiative = study_of(who.service, study)
    with who.service.views.read("characteristics") as view:
        answer = view_of_characteristics.summary(view.db, initiative)
    shown = answer if exact else suppressed(answer)
    rows = [(name, n) for name, n in shown.items() if not isinstance(n, dict)]
    rows += [(f"{group}: {name}", n) for group in ("sessions", "characteristics") for name, n in shown[group].items()]
    if to_json:
        output.as_json(shown if exact else {**shown, "note": ROUNDED})
    elif to_csv:
        output.as_csv(("what", "number"), rows if exact else [*rows, ("note", ROUNDED)])
    else:
        output.as_table("Who took part", ("what", "number"), rows, "" if exact else ROUNDED)


ROUNDED: Final = "* stands for 1 to 7; all other numbers are rounded to the nearest 5. Exact numbers: --exact"
COMMANDS = (findings, register, characteristics)
