"""`python -m kiosk`."""

from kiosk.command import main

main()
