"""The tables, one file per subject; `every` maps them all."""
