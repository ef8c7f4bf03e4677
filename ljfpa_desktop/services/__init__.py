"""What the office does: rules, saves and lists, one file per subject."""
