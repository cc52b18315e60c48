"""The agent: what it sees, who thinks, what comes of it, and what it remembers.

    loop → context → brain → checks → proposal in a stream → executor → level → queue or gate

- what a brain sees: ``context`` (the model), ``context_builder``, ``context_parts``, ``untrusted`` (text of others)
- who thinks: ``thought`` (what a brain is), ``rules``, ``model_brain`` with ``claude``, ``prompts`` and ``spend``
- what it says, and whether that holds: ``decision``, ``checks``, ``quoted``, ``known_figures``, ``echo``
- one thought from end to end: ``thinker``, which makes a ``proposal``; ``loop`` on closed bars, ``asking`` when asked
- from a proposal to an order: ``commands`` (the stream), ``executor``, ``taking`` (what becomes of it), ``plan``,
  ``ordering``
- people's answers: ``approvals`` (requests), ``voting``, ``access`` (who sees and may), ``pending`` (reminded, lapsed)
- what came of it: ``judging``, ``lesson_text``, ``memory``, ``situation`` (a vector)
- what people are told: ``facts``, ``plan_facts``, ``events``, ``answers``, ``reasons``
- requests: ``autonomy``, ``watches`` (/ai on, off, status), ``decisions``, ``review``, ``scoreboard``, ``lessons``

Handlers are given ``agent_desk``. A brain only proposes. What becomes of a proposal is decided by the executor, which
holds the account's lease, by the level that people set (services/autonomy/levels.py), and by the gate
(services/orders/gate.py).
"""
