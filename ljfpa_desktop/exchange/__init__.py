"""What travels between offices: signed changes in sealed files, carried by anyone (EXCHANGE.md)."""
