"""The agent: what it sees, who thinks, what comes of it, and what it remembers.

    loop → context → brain → checks → proposal in a stream → executor → level → queue or gate

A brain only proposes. What becomes of a proposal is decided by the executor, which holds the account's lease, by the
level that people set (services/autonomy/levels.py), and by the gate (services/orders/gate.py).
"""
