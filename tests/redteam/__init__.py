"""Texts that want to make the agent do what nobody allowed, through every way by which text reaches it."""
