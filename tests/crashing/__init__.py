"""Killing the sending process hundreds of times, with a stand-in of the carrier as the judge.

`nursery` forks processes from one that has imported everything, `life` is what each of them does
until it is killed, `run` kills them and lets people write meanwhile, `evidence` gathers what both
sides have written down, `judge` compares it.
"""
