"""From a register as a clerk keeps it to records: read, understand, check, match, commit."""
