"""Real kombu and Celery on a SQLite file, for the interoperation tests: sql_peer.py <command> <file> [arguments]."""
import datetime
import decimal
import json
import sys
import uuid

from celery import Celery
from celery.result import AsyncResult
from kombu import Connection, Queue
from kombu.pools import producers

command, file = sys.argv[1], sys.argv[2]
arguments = sys.argv[3:]
app = Celery("peer", broker="sqla+sqlite:///" + file, backend="db+sqlite:///" + file)
app.conf.result_extended = True


def send(first, last):
    with Connection("sqla+sqlite:///" + file) as connection:
        with producers[connection].acquire(block=True) as producer:
            for number in range(int(first), int(last)):
                producer.publish({"n": number}, routing_key="q", declare=[Queue("q")], serializer="json")


def drain(limit):
    """Takes what there is, or what comes until the limit is reached, and prints it."""
    with Connection("sqla+sqlite:///" + file) as connection:
        channel = connection.channel()
        queue = Queue("q")(channel)
        queue.declare()
        print("ready", flush=True)
        if limit == "on-demand":
            sys.stdin.readline()
        taken = 0
        misses = 0
        while misses < 3:
            message = queue.get()
            if message is None:
                misses += 1
                continue
            misses = 0
            taken += 1
            print(json.dumps(message.decode()), flush=True)
            message.ack()
        print("taken %d" % taken)


def read(*ids):
    for task_id in ids:
        result = AsyncResult(task_id, app=app)
        value = result.result
        print(json.dumps([result.state, repr(value), type(value).__name__, result.traceback,
                          str(result.date_done), result.name, result.args, result.kwargs, result.retries]))


def store():
    """Stores results of all kinds as a worker does."""
    backend = app.backend
    values = {
        "plain": {"list": [1, 2.5, None, True], "text": "\u00e6 \u2603", "big": 2 ** 70},
        "typed": [datetime.datetime(2026, 1, 2, 3, 4, 5, 6), datetime.date(2026, 1, 2), decimal.Decimal("1.50"),
                  uuid.UUID("12345678-1234-5678-1234-567812345678"), b"\x00\xff", (1, 2)],
        "set": {3},
    }
    for task_id, value in values.items():
        backend.store_result(task_id, value, "SUCCESS")
    try:
        raise ValueError("boom", 42)
    except ValueError as error:
        backend.mark_as_failure("failed", error, traceback="Traceback: boom")
    backend.store_result("started", {"pid": 7, "hostname": "w"}, "STARTED")
    backend.store_result("foreign", Foreign(), "SUCCESS")


class Foreign:
    pass


{"send": send, "drain": drain, "read": read, "store": store}[command](*arguments)
