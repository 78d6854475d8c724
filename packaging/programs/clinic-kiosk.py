"""What the bundled `clinic-kiosk` starts with."""

from kiosk.__main__ import main

main()
