"""Alerts: what people want to be told of, watched for all of them at once.

A trigger is one of three (``trigger.py``): a *threshold* on a series of numbers (a price, a rise, funding, a drawdown),
a *condition* of ``/scan`` at the close of a bar, or a *happening* (a fill, the sky, a signal). ``record.py`` is an
alert as it is kept, ``book.py`` where. ``firing.py`` alone says what comes of an alert when something happens.
``armed.py`` finds what a step of a series crosses, ``engine.py`` fires it, once, by ``kept.py``; ``feeds.py`` tells the
engine what the markets, accounts and the sky did. ``when.py`` reads what people write, ``history.py`` counts how often
it would have fired; the rest are the requests.
"""
