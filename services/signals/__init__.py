"""Signals of other programs, such as TradingView's alerts: they become events, feed alerts, and are orders never unless
an admin mapped one to an order, which then passes the gate like any.

``record.py`` is a signal as it is kept, ``book.py`` where; ``body.py`` reads what is sent, ``receiving.py`` takes it,
once; ``ordering.py`` places the orders of those that are mapped. The rest are the requests of ``/signals``.
"""
