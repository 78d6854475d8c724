"""What the bundled `fhir-bridge` starts with."""

from fhir_bridge.cli.app import main

main()
