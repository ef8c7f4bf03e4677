"""Speed and memory as ratios to a raw baseline in the same run; run by hand with `sh dev.sh bench`."""
