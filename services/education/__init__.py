"""A trading school: lessons in files, questions that are asked again when they are about to be forgotten, and what
one's own trades teach.

    folders → reading → checking → curriculum → library → posing → a reply → grading → recall → book

- a lesson: ``lesson`` (what it is), ``reading`` (its file), ``checking`` (what is wrong with it), ``folders`` (of each
  file the newest that can be used), ``curriculum`` (all lessons), ``library`` (looks at the folders while somebody
  asks), ``naming`` and ``suggest`` (which one is meant), ``teaching`` (/lesson) with ``live`` (what it shows of the
  market now)
- what is right: ``figures/``, a module a track, by the analytics that the desk uses; ``_alike`` is what several share
- a question: ``posing`` (what is shown), ``replies`` (what a reply says), ``grading`` (what it comes to)
- practice: ``quiz``, ``daily`` and ``wisdom`` (one a day, by ``turns``); ``recall`` says when a question comes again
  (FSRS), ``standing`` what is due, passed and next
- a learner: ``book`` is what is kept, ``learning`` (/learn), ``progress``, ``classes`` (/class), with ``facts``
- one's own trades: ``habits`` (/habits) tells ``habit_facts`` by ``habit_measures``, and asks ``habit_questions``;
  ``own`` is what the rest of the school needs of them
- ``bars``: guesses of an unnamed chart (/bars)
- ``terms``: config/education.yaml

A question knows no session: what is shown follows from it and the learner's turn alone.
"""
