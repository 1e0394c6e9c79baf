"""What the figures in the README come from: each script prints the machine, medians, spread and ratios."""
