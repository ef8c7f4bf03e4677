"""The merge kernel: segments sealed, taken in and merged, whatever file they came in."""
