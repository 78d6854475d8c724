"""Erasing a patient: two officers order it, a tombstone makes it final, stages carry it out, a certificate says so."""
