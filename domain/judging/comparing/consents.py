"""What the rules about signings, stops, capacity and consultees compared."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from domain.consent import Advice, ConsulteeEntry, Said, SignedEntry, StopEntry, resting_on
from domain.governance import LATE_HOURS, REFLECTION_HOURS
from domain.judging.comparing.fact import (
    Fact,
    Span,
    Who,
    against,
    capacity,
    closing,
    fact,
    in_force,
    on_days,
    open_there,
    peer,
    site_on,
    window,
    written_down,
)
from domain.judging.facts import CONSENT, charged, interests, leave_decision
from domain.judging.histories import Histories
from domain.kernel.entries import as_known
from domain.kernel.time import FOREVER, london_day
from domain.people.state import WARD


def _signed(entry: SignedEntry) -> Fact:
    return fact("signed", entry.signed_at)


def _version(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield fact("version signed", entry.number, entry.signed_at)
    yield from site_on(h, entry.signed_at)
    yield in_force(h, h.about.site_on(london_day(entry.signed_at)), entry.signed_at, "version in force there")


def _delegated(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield _signed(entry)
    held = as_known(h.study.delegations.get(entry.taker, ()), FOREVER)
    yield fact("taken by", Who(entry.taker))
    yield Fact("their days on the delegation log for consent", tuple(d.days for d in held if d.task == CONSENT))


def _opened_by(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield _signed(entry)
    yield fact("version signed", entry.number)
    yield fact("taken by", Who(entry.taker))
    yield Fact(
        "gone through with them by the taker", tuple(i.informed_at for i in h.consent.informed if i.by == entry.taker)
    )


def _in_charge(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield _signed(entry)
    held = (c for c in as_known(h.about.in_charge, FOREVER) if c.clinician == entry.taker)
    yield on_days("taken by their responsible clinician, who was that", entry.taker, (c.days for c in held))


def _witness(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield _signed(entry)
    yield fact("taken by", Who(entry.taker))
    yield fact("witness", Who(entry.witness) if entry.witness else None)
    if entry.witness is not None:
        roles = h.member(entry.witness).team_roles(h.initiative, london_day(entry.signed_at))
        yield Fact("the witness's roles in the study that day", tuple(r.replace("_", " ") for r in sorted(roles)))


def _reflection(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield fact("told", entry.informed_at)
    yield _signed(entry)
    if entry.informed_at is not None:
        yield fact("time between the two", Span(entry.informed_at, entry.signed_at))
    yield fact("time to think", h.settings.hours(REFLECTION_HOURS, entry.signed_at))


def _copy(_: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield _signed(entry)
    yield fact("copy given", entry.copy_given)


def _late_signing(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield from written_down("signed", entry.signed_at, entry.entered_at, h.settings.hours(LATE_HOURS, entry.signed_at))


def _form(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    form = h.study.form(entry.number, FOREVER, entry.language, entry.format)
    yield fact("version signed", entry.number, entry.signed_at)
    yield fact("hash of the form signed", entry.document_sha256)
    yield fact("hash of the form published", form.sha256 if form else None)


def _without_capacity(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield _signed(entry)
    yield from capacity(h, [item for item, yes in entry.answers.items() if yes], entry.signed_at)


def _manner(_: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield _signed(entry)
    yield fact("signed by", entry.how_signed)
    yield fact("witness", Who(entry.witness) if entry.witness else None)


def _format(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield fact("version signed", entry.number, entry.signed_at)
    yield fact("language and format used", entry.language or "not said", entry.format or "not said")
    published = as_known(h.study.documents.get(entry.number, ()), FOREVER)
    yield Fact("published", tuple(f"{d.document} {d.language} {d.format}" for d in published))


def _nurse(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield _signed(entry)
    yield from site_on(h, entry.signed_at)
    role = charged(h, entry, FOREVER)
    yield on_days("nurse in charge there", entry.taker, [role.days] if role else [])


def _interest(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield _signed(entry)
    yield fact("taken by", Who(entry.taker))
    for declared in interests(h, entry, FOREVER):
        yield fact("interest in", Who(declared.with_whom), declared.kind.replace("_", " "), declared.days)


def _leave(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield _signed(entry)
    yield fact("taken by", Who(entry.taker))
    if (decided := leave_decision(h, entry, FOREVER)) is not None:
        yield fact("decided on a request to go out", decided.at)


def _peer(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield _signed(entry)
    yield from peer(h, entry.taker, entry.signed_at)


def _ward(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield _signed(entry)
    yield from site_on(h, entry.signed_at)
    held = (r.days for r in as_known(h.member(entry.taker).roles, FOREVER) if r.role == WARD and r.site is not None)
    yield on_days("taken by somebody of the ward there", entry.taker, held)


def _training(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield _signed(entry)
    held = as_known(h.study.training.get(entry.taker, ()), FOREVER)
    yield on_days("training for consent in date", entry.taker, (t.days for t in held if t.task == CONSENT))


def _open(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield _signed(entry)
    yield from site_on(h, entry.signed_at)
    yield from open_there(h, h.about.site_on(london_day(entry.signed_at)))


def _closed(h: Histories, entry: SignedEntry) -> Iterator[Fact]:
    yield _signed(entry)
    yield from closing(h, entry.signed_at)


def _late_stop(h: Histories, entry: StopEntry) -> Iterator[Fact]:
    late = h.settings.hours(LATE_HOURS, entry.expressed_at)
    yield from written_down("said", entry.expressed_at, entry.entered_at, late)


def _removal(h: Histories, entry: StopEntry) -> Iterator[Fact]:
    yield fact("removal asked for", entry.expressed_at)
    yield from window(h)


_FUNCTIONS: Final = ("understand", "retain", "use and weigh", "communicate")


def _assessed(_: Histories, entry: Said) -> Iterator[Fact]:
    yield fact("assessed", entry.what.replace("_", " "), entry.said_at)
    if (found := entry.found) is not None:
        yield fact("assessor named", _yes(found.assessor_named))
        for function, can in zip(_FUNCTIONS, found.functions, strict=True):
            yield fact(f"can {function}", _yes(can))
        yield fact("impairment found", _yes(found.impairment))
        yield fact("it causes the inability", _yes(found.causal_link))
        yield fact("helped to decide", _yes(found.supported))


def _yes(found: bool | None) -> str | None:
    return None if found is None else "yes" if found else "no"


def _late_word(h: Histories, entry: Said | ConsulteeEntry | Advice) -> Iterator[Fact]:
    if isinstance(entry, ConsulteeEntry):
        yield _asked(entry)
        return
    of, at = ("assessed", entry.said_at) if isinstance(entry, Said) else ("advised", entry.advised_at)
    yield from written_down(of, at, entry.entered_at, h.settings.hours(LATE_HOURS, at))


def _asked(entry: ConsulteeEntry | Advice) -> Fact:
    if isinstance(entry, Advice):
        return fact("advised", Who(entry.consultee), entry.advised_at)
    return fact("consultee", Who(entry.consultee), entry.kind, entry.since)


def _approval(h: Histories, entry: ConsulteeEntry | Advice) -> Iterator[Fact]:
    yield _asked(entry)
    approved = (a.days for a in h.study.approvals if a.counts and a.known(FOREVER))
    yield Fact("the study's approvals under the Mental Capacity Act", tuple(approved))


def _fit(h: Histories, entry: ConsulteeEntry | Advice) -> Iterator[Fact]:
    yield _asked(entry)
    at = entry.advised_at if isinstance(entry, Advice) else entry.since
    asked = h.consent.capacity.consultee(at) if isinstance(entry, Advice) else entry
    if asked is not None:
        yield fact("consultee on the record", Who(asked.consultee), asked.kind, asked.since)
        yield fact("paid, or in a professional capacity", _yes(asked.paid_or_professional))
        yield fact("connected with the project", _yes(asked.connected_with_project))
    roles = h.member(entry.consultee).team_roles(h.initiative, london_day(at))
    yield Fact("their roles in the study that day", tuple(r.replace("_", " ") for r in sorted(roles)))


def _lack(h: Histories, entry: ConsulteeEntry | Advice) -> Iterator[Fact]:
    yield _asked(entry)
    if not isinstance(entry, Advice):
        return
    of = [s for s in h.consent.capacity.said if s.decision == entry.decision and s.said_at <= entry.advised_at]
    for said in as_known(of, FOREVER)[-1:]:
        yield fact("capacity", said.what.replace("_", " "), said.said_at)
        yield fact("to be assessed again by", said.review_by)


def _statement(h: Histories, entry: ConsulteeEntry | Advice) -> Iterator[Fact]:
    yield _asked(entry)
    if isinstance(entry, Advice):
        yield from against(h, resting_on(entry.decision), entry.advised_at)


COMPARED: Final[dict[str, Callable[[Histories, Any], Iterator[Fact]]]] = {
    "CN-01": _version,
    "CN-02": _delegated,
    "CN-03": _in_charge,
    "CN-04": _witness,
    "CN-05": _reflection,
    "CN-06": _copy,
    "CN-07": _late_signing,
    "CN-08": _form,
    "CN-11": _opened_by,
    "CN-12": _witness,
    "CA-06": _without_capacity,
    "SF-01": _manner,
    "SF-02": _format,
    "SD-01": _nurse,
    "SD-02": _interest,
    "SD-03": _leave,
    "SD-04": _ward,
    "UR-02": _peer,
    "TR-01": _training,
    "SI-01": _open,
    "CL-01": _closed,
    "WD-01": _late_stop,
    "WD-02": _removal,
    "WD-03": _removal,
    "CA-01": _assessed,
    "CA-02": _assessed,
    "CA-03": _assessed,
    "CA-04": _assessed,
    "CA-08": _late_word,
    "CE-01": _approval,
    "CE-02": _fit,
    "CE-03": _fit,
    "CE-04": _fit,
    "CE-05": _fit,
    "CE-06": _lack,
    "CE-07": _late_word,
    "CE-09": _statement,
}
