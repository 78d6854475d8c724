"""The command `fhir-bridge`: a file a group of commands, no decisions in any of them."""
