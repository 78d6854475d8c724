"""FHIR resources from one release to another, without a loss on the way there and back."""
