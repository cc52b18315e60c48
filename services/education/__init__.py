"""A trading school: lessons in files, questions that are asked again when they are about to be forgotten, and what
one's own trades teach.

``lesson.py`` is what a lesson and its questions are, ``reading.py`` reads a file of ``config/lessons``, ``checking.py``
finds what is wrong with it, ``curriculum.py`` is all of them and how they hang together, ``library.py`` holds the
newest that could be read, ``naming.py`` knows which one somebody means. ``figures/`` has the computations whose results
are the answers of questions, each by the analytics that the desk uses. ``posing.py`` makes of a question what is shown,
``replies.py`` reads what is replied, ``grading.py`` says what that comes to. ``recall.py`` says when a question is
asked again (FSRS), ``book.py`` is what is kept of a learner. The rest are the requests.
"""
