"""The parts of 数据交换: joining, a township's desk, the county's board, the cases."""
