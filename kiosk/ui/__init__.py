"""The kiosk's screens: a page a file, over one design system; they render states and emit events."""
