"""The parts of 工作台."""
