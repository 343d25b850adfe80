"""Mutation: small wrongs done to the rules and to the study, one at a time, and whether some test notices.

``python -m tests.mutation`` writes what no test noticed to ``survivors.md``; with ``--all``, as ``make mutation`` has
it, that takes most of an hour. The reason why a survivor may live stands in ``reasons``. Law of the room: the runner
itself never imports kdcsim, so that each child, forked for one mutant, imports it afresh with the one wrong in it.
"""
