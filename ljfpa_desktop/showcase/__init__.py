"""Shows the program without a screen: papers of the demo office, and pictures of every page and dialog."""
