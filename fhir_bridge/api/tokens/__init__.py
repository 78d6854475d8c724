"""Who asks: SMART Backend Services. A client signs an assertion with a registered key and is given a short token."""
