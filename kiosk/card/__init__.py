"""The card edge: a PIV card by PC/SC, in a short child process; the rest of the kiosk sees messages only."""
