"""Keeps what is stored unreadable to whoever stores it: envelopes, wrapped keys, keyrings."""
