"""FHIR as JSON: read strictly, written as it came, checked by structure."""
