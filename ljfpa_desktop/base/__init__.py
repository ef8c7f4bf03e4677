"""What carries everything and knows nothing of families."""
