"""What can go wrong outside the rules. Every error says what to do; the rules' refusals are answers."""


class ByleaveError(Exception):
    """Something is broken or missing. `remedy` says what whoever sees it can do; `exit_code` is the command line's."""

    exit_code = 1

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"


class NotReady(ByleaveError):
    """The data directory, its configuration or its databases are not there, or not for this version of Byleave."""

    exit_code = 3


class KeyFault(ByleaveError):
    """A key is wrong or missing."""

    exit_code = 4


class KeyDestroyed(KeyFault):
    """The key was destroyed when its data were erased: nothing more is sealed under it."""


class MissingKey(KeyFault):
    """There never was a key for this subject and purpose, though a value was sealed under one."""


class Tampered(ByleaveError):
    """A stored value does not belong where it stands: it was changed or moved."""

    exit_code = 5


class StorageFault(ByleaveError):
    """The disk or the database did not do its work; nothing was recorded, unless it is said to be Unsettled."""

    exit_code = 6


class Unsettled(StorageFault):
    """The connection was lost during an append: it is not known whether it was recorded. A key makes asking safe."""


class ClockFault(ByleaveError):
    """The clock stands behind what is already recorded."""

    exit_code = 6


class NotEntitled(ByleaveError):
    """The actor is not registered, or holds no role that may do this. Nothing is shown."""

    exit_code = 7


class Conflict(ByleaveError):
    """What was asked contradicts what is on the record already."""

    exit_code = 8


class Reused(Conflict):
    """A key that makes asking again safe was used for something else before."""


class Moved(ByleaveError):
    """What was looked at has changed since: it stands at another version than the one that was named."""

    exit_code = 8


class NotFound(ByleaveError):
    """Nobody and nothing of that name."""

    exit_code = 9
