"""The benchmarks behind `script/bench`: each prints its figures and the baseline that it ran beside, in one run."""
