"""The parts of the page 家庭."""
