"""HL7 v2 to FHIR R4 by maps that are data, compiled once to plain functions."""
