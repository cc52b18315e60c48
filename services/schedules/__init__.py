"""Schedules: what is asked by itself, at its time.

``cron.py`` reckons when, by the clock of a zone; ``when.py`` reads that in plain words, and ``what.py`` what is to be
asked. ``record.py`` is a schedule as it is kept, ``book.py`` where. ``scheduler.py`` is the work of one process: what
is due becomes an event in the outbox, once, and what was missed is run or skipped. The rest are the requests.
"""
