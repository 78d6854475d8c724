"""The bridge as a service: MLLP and HTTP in one event loop, anchoring in threads beside it, records in processes."""
