"""What goes on paper: collect facts, then draw them."""
