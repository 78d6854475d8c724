"""Clinic kiosk: card tap-in, consent signed by the card."""
