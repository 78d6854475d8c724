"""FHIR R4 Subscriptions: systems are told of new records, where a decision at that moment lets them read."""
