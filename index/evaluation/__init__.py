"""Evaluation as a tool for staff: BEIR benchmarks, questions of our own, report, gate and comparison."""
