"""What the bundled `clinic-kiosk` starts with. A bundle has no interpreter to call: it is its own, for its own modules.

clinic-kiosk -m kiosk.card.child ...       what `python -m kiosk.card.child ...` does elsewhere
"""

import runpy
import sys

OWN = ("kiosk", "kiosk.card.child")

module = "kiosk"
if sys.argv[1:2] == ["-m"] and sys.argv[2:3] and sys.argv[2] in OWN:
    module = sys.argv[2]
    del sys.argv[1:3]
runpy.run_module(module, run_name="__main__", alter_sys=True)
