"""The demo county, built by calling the actions: real content, invented people, dates relative to the day it is built.

Nothing here writes a row by another way than the product's own verbs do, so that what the demo shows is what works.
"""
