"""The kiosk for training and for trying it: virtual cards, and a clinic that is there for the while."""
