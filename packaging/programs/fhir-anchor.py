"""What the bundled `fhir-anchor` starts with."""

from anchor.cli import main

main()
