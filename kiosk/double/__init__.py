"""The double of the bridge: one small clinic in memory, for practice without a server and for tests."""
