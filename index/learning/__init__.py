"""The weights of ranking and of the decision to answer, fitted on questions that the project wrote itself.

Nothing here runs when questions are answered: `python -m benchmarks.learn` writes index/search/ranking.json and
index/answering/decision.json, which answering reads.
"""
