"""The overlays on a real cluster, and what happens there to whoever asks: ``make cluster``."""
