"""`byleave`: the one entry, its options, and how an error is said."""

import gc
import os
import sys
from typing import Any, Final

import click

from projections.views import Damaged, Stopped
from service.cli import asking, governing, leaving, making, operating, outings, people, playing, requests, serving
from service.cli.output import say_error
from service.errors import ByleaveError, StorageFault
from service.store.faults import storage_faults

FEW_COLLECTIONS: Final = (50_000, 20, 50)
"""What is read, folded and written makes no cycles; searching for them as often as usual is a tenth of a rebuild."""

EPILOG = """\b
Exit codes: 0 answered (whatever was found) · 1 a fault in Byleave · 2 wrong options or files
3 no store, or another version's · 4 key missing or wrong · 5 tampered with · 6 disk, database or clock
7 not entitled · 8 contradicts the record · 9 nobody and nothing of that name"""


class Faithful(click.Group):
    """A group that says every error of ours with what to do about it, and never with a traceback of values."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; an error of ours becomes its exit code."""
        try:
            with storage_faults("A database", "What is on the record stays there."):
                return super().invoke(ctx)
        except Stopped as error:
            sys.exit(_said(ByleaveError(str(error), "Update Byleave, then make the views anew: byleave rebuild")))
        except Damaged as error:
            sys.exit(_said(StorageFault(str(error), "Ask again: they are made anew from the record.")))
        except ByleaveError as error:
            sys.exit(_said(error))
        except BrokenPipeError:
            sys.exit(0)
        except OSError as error:
            said = StorageFault(f"The answer could not be written or a file not read: {error.strerror}.", "Free space.")
            sys.exit(_said(said))


def _said(error: ByleaveError) -> int:
    say_error(error)
    return error.exit_code


@click.group(cls=Faithful, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--data", metavar="DIR", envvar="BYLEAVE_DATA", help="The data directory (or set BYLEAVE_DATA).")
@click.option(
    "--as",
    "actor",
    metavar="WHO",
    envvar="BYLEAVE_ACTOR",
    default="operator",
    show_default=True,
    help="Who is asking: a registered actor (or set BYLEAVE_ACTOR).",
)
@click.version_option(package_name="byleave")
@click.pass_context
def main(ctx: click.Context, data: str | None, actor: str) -> None:
    """Byleave keeps the record of consent and involvement, and says whether it was done right."""
    os.umask(0o077)
    gc.freeze()
    gc.set_threshold(*FEW_COLLECTIONS)
    ctx.obj = {"data": data, "actor": actor}


for command in (
    *making.COMMANDS,
    *asking.COMMANDS,
    *leaving.COMMANDS,
    *people.COMMANDS,
    *outings.COMMANDS,
    *requests.COMMANDS,
    *governing.COMMANDS,
    *operating.COMMANDS,
    *playing.COMMANDS,
    *serving.COMMANDS,
):
    main.add_command(command)
