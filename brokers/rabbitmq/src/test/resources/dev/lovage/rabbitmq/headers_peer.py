"""The other end of the test of header types: `send URL QUEUE` publishes one of each, `take URL QUEUE` prints what it gets."""

import json
import sys
from decimal import Decimal

from kombu import Connection, Queue

HEADERS = {
    "text": "h\u00e9llo \u2713",
    "int": -7,
    "big": 2**40,
    "float": 1.5,
    "yes": True,
    "no": False,
    "nothing": None,
    "list": [1, "two", None, [2.5, {"deep": 2**33}]],
    "map": {"a": {"b": [None, True]}, "empty": {}},
    "bytes": b"\xff\x00\xfe",
    "decimal": Decimal("1.25"),
}

action, url, name = sys.argv[1:]
with Connection(url) as connection:
    queue = Queue(name, routing_key=name)(connection.channel())
    queue.queue_declare()
    if action == "send":
        connection.Producer().publish(
            {"hello": 1}, routing_key=name, headers=HEADERS, correlation_id="c1", reply_to="r1", expiration=60,
            priority=3, type="kind", app_id="app", message_id="m1", declare=[],
        )
    else:
        message = queue.get(no_ack=True)
        for other in ("application_headers", "content_type", "content_encoding"):  # py-amqp has them twice
            message.properties.pop(other, None)
        print(json.dumps({"headers": message.headers, "body": message.body.decode() if isinstance(message.body, bytes) else message.body,
                          "content_type": message.content_type, "content_encoding": message.content_encoding,
                          "properties": message.properties}, default=lambda o: bytes(o).hex(), sort_keys=True))
