"""The bridge: what a legacy system pushes in, a sealed, anchored FHIR R4 record out."""
