"""Long work, done in the background by whichever process has the worker's role, and by several at once.

A request whose work takes minutes has a ``Job`` (job.py): how it is split into parts, how one is done, how the answer
is gathered. ``JobDesk`` (desk.py) starts it for who asks and waits; what is known of it, its record, is in the store
(record.py, book.py) and is the truth. The queue (queue.py) only says which part is to be looked at by whom: a part that
comes twice is written once. working.py does a part, keeper.py tells what nobody waited for and finds what the queue
lost, and listing.py is what people can do with their jobs.
"""
