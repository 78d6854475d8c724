"""What systems read: the current state over all records, found by keyed hashes, given through one door."""
