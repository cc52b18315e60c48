"""``make cluster``: apply overlays on the cluster that kubectl's context names, disturb them while people ask.

What was seen is printed. It ends with 1 where something did not hold.

The image has to be on the nodes, or where they pull it from. Namespaces of the overlays are made, and deleted in the
end: do not run it where a desk runs.
"""

import argparse
import shutil
import sys

from rich.console import Console
from rich.table import Table

from tests.cluster import stand_in, trials
from tests.cluster.desk import Desk, NotInTimeError
from tests.cluster.kubectl import RefusedError, kubectl
from tests.k8s.manifests import OVERLAYS

NAMES = tuple(trial.__name__ for trial in trials.TRIALS)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make cluster ARGS=…", description=__doc__)
    parser.add_argument("overlays", nargs="*", default=OVERLAYS, help=f"which ({', '.join(OVERLAYS)}); all")
    parser.add_argument("--image", default="localhost/omega:latest", help="the desk's image, as nodes know it")
    parser.add_argument("--only", default=",".join(NAMES), help="some of the trials, with commas between")
    parser.add_argument("--keep", action="store_true", help="leave all in the cluster")
    asked = parser.parse_args()
    if shutil.which("kubectl") is None:
        sys.stdout.write("Not run: there is no kubectl.\n")
        return 0
    try:
        version = kubectl("version").splitlines()[-1]
    except RefusedError as error:
        sys.stdout.write(f"Not run: kubectl reaches no cluster ({error}).\n")
        return 0
    console = Console()
    console.print(version)
    stand_in.start(asked.image)
    held = [_tried(Desk(name, asked.image), asked.only.split(","), console, keep=asked.keep) for name in asked.overlays]
    if not asked.keep:
        kubectl("delete", "namespace", stand_in.NAMESPACE)
    return 0 if all(held) else 1


def _tried(desk: Desk, only: list[str], console: Console, *, keep: bool) -> bool:
    """Whether all held; a line is printed as soon as it is known."""
    table = Table(box=None, show_header=False, pad_edge=False, title=f"{desk.overlay} ({desk.namespace})")
    held = True
    for trial in (each for each in trials.TRIALS if each.__name__ in only):
        try:
            for seen in trial(desk):
                table.add_row("ok" if seen.held else "NO", seen.what, seen.seen)
                console.print(("ok" if seen.held else "NO"), seen.what + ":", seen.seen, markup=False, highlight=False)
                held = held and seen.held
        except (NotInTimeError, RefusedError) as error:
            table.add_row("NO", trial.__name__, str(error))
            console.print("NO", trial.__name__, str(error), markup=False)
            held = False
    for line in desk.left:
        table.add_row("–", "not as it is", line)
    console.print(table)
    if not keep:
        desk.delete()
    return held


if __name__ == "__main__":
    sys.exit(main())
