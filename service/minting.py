"""Who or what is registered under a name gets a reference of its own; under a name that is known, the one it has."""

import os
from collections.abc import Mapping
from typing import Any, Final

from domain.involvement import INVOLVEMENT
from domain.kernel.ids import Ref
from domain.kernel.sealed import STAFF, study_purpose
from service.store import KeyRing, OfficeId

ACTORS: Final = "actor"
INITIATIVES: Final = "initiative"
ACTIVITIES: Final = "activity"


def minted(keys: KeyRing, tag: str, given: Mapping[str, Any]) -> Ref:
    """The reference behind the name that a command registers; it and its key are durable before any event.

    Raises KeyError for a command that registers nothing under a name.
    """
    new = Ref(os.urandom(16).hex())
    match tag:
        case "people.register_actor":
            scope, text, purpose = ACTORS, str(given["name"]), STAFF
        case "people.register_person":
            initiative = Ref(given["initiative"])
            scope, text, purpose = initiative, str(given["office_id"]), study_purpose(initiative)
        case "initiatives.register_initiative":
            scope, text, purpose = INITIATIVES, str(given["name"]), study_purpose(new)
        case "activities.register_activity":
            scope, text, purpose = ACTIVITIES, str(given["name"]), INVOLVEMENT
        case _:
            raise KeyError(tag)
    known = keys.references(scope, [text]).get(text)
    if known is not None:
        return known
    keys.ensure([(new, purpose)])
    return keys.register(scope, [OfficeId(text, new, purpose)])[text]
