"""What the bundled `clinic-kiosk` starts with."""

import sys

from kiosk.app import main

sys.exit(main())
