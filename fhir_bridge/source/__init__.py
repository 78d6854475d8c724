"""What senders push: HL7 v2 messages and FHIR JSON, from files and folders."""
