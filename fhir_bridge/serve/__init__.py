"""The bridge as a service: MLLP and HTTP in one event loop, workers and anchoring in threads beside it."""
