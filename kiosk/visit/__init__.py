"""A visit at the kiosk: `step(visit, event)` gives the next visit and what is to be done. No thread, no clock."""
