"""Real kombu and Celery beside the store under test: one command a run, JSON on standard output."""
import json
import os
import sys

from celery import Celery
from kombu import Connection, Consumer, Exchange, Producer, Queue

command, url, arguments = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
options = arguments.get("options", {})


def say(value):
    print(json.dumps(value), flush=True)


def drain(connection, queue, count, ack=True, **consumer):
    taken = []

    def on_message(body, message):
        taken.append({
            "body": body,
            "headers": message.headers,
            "properties": message.properties,
            "exchange": message.delivery_info.get("exchange"),
            "routing_key": message.delivery_info.get("routing_key"),
            "redelivered": message.delivery_info.get("redelivered", False),
        })
        if ack:
            message.ack()

    channel = connection.channel()
    with Consumer(channel, [queue], callbacks=[on_message], accept=["json", "text/plain"], **consumer):
        if consumer.get("no_ack"):
            say("listening")
        while len(taken) < count:
            connection.drain_events(timeout=20)
    return taken


def push(connection):
    queue = Queue(arguments["queue"], Exchange(arguments["queue"]), routing_key=arguments["queue"])
    producer = Producer(connection.channel())
    for body, priority in arguments["messages"]:
        producer.publish(body, exchange=queue.exchange, routing_key=queue.routing_key, declare=[queue],
                         priority=priority, headers={"h": "æ"}, serializer="json")


def take(connection):
    queue = Queue(arguments["queue"], Exchange(arguments["queue"]), routing_key=arguments["queue"])
    say(drain(connection, queue, arguments["count"]))


def leave(connection):
    """Takes without acknowledging and dies as by kill -9."""
    queue = Queue(arguments["queue"], Exchange(arguments["queue"]), routing_key=arguments["queue"])
    say(len(drain(connection, queue, arguments["count"], ack=False)))
    os._exit(0)


def restore(connection):
    channel = connection.channel()
    channel.qos.restore_visible(num=100)


def topic(connection):
    queue = Queue("all-media", Exchange("topics", type="topic"), routing_key="media.*.#")
    queue(connection.channel()).declare()


def announce(connection):
    news = Exchange("news", type="fanout")
    Producer(connection.channel()).publish(
        {"hello": "lovage"}, exchange=news, routing_key=arguments["key"], declare=[news])


def listen(connection):
    queue = Queue("mine", Exchange("news", type="fanout"), routing_key=arguments["key"])
    say(drain(connection, queue, 1, no_ack=True))


def result(connection):
    app = Celery("peer", broker=url, backend=url)
    found = app.AsyncResult(arguments["id"])
    try:
        say({"value": found.get(timeout=20), "state": found.state})
    except Exception as error:
        say({"error": type(error).__name__, "args": list(map(str, error.args)), "traceback": found.traceback})


def store(connection):
    app = Celery("peer", broker=url, backend=url)
    try:
        if arguments["fail"]:
            raise ValueError("boom æ", 7)
        app.backend.mark_as_done(arguments["id"], {"answer": 42})
    except ValueError as error:
        app.backend.mark_as_failure(arguments["id"], error, traceback="Traceback: here", call_errbacks=False)


with Connection(url, transport_options=options) as link:
    globals()[command](link)
