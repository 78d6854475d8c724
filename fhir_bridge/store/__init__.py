"""Where things lie: sealed bytes under their CID, and the journal of what was taken and how far it has come."""
