"""A Celery application that tests talk to: a worker's tasks, and a client that calls them and checks what comes back.

Broker, result backend and ledger come from the environment. Debian's kombu (5.2) writes dates and decimals as plain texts and
no bytes at all; current kombu writes typed values. The codec below is the current one's format, so that both sides of a test
speak as today's Celery does.
"""

import base64
import json
import os
import sys
import uuid
from time import sleep
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal

from celery import Celery
from celery.exceptions import SoftTimeLimitExceeded
from kombu import serialization


def _typed(kind, value):
    return {"__type__": kind, "__value__": value}


class _Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, datetime):
            return _typed("datetime", o.isoformat())
        if isinstance(o, date):
            return _typed("date", o.isoformat())
        if isinstance(o, time):
            return _typed("time", o.isoformat())
        if isinstance(o, Decimal):
            return _typed("decimal", str(o))
        if isinstance(o, uuid.UUID):
            return _typed("uuid", {"hex": o.hex})
        if isinstance(o, (bytes, bytearray)):
            try:
                return _typed("bytes", bytes(o).decode("utf-8"))
            except UnicodeDecodeError:
                return _typed("base64", base64.b64encode(bytes(o)).decode("ascii"))
        return super().default(o)


_DECODERS = {
    "datetime": datetime.fromisoformat,
    "date": lambda v: datetime.fromisoformat(v).date(),
    "time": time.fromisoformat,
    "decimal": Decimal,
    "uuid": lambda v: uuid.UUID(**v),
    "bytes": lambda v: v.encode("utf-8"),
    "base64": lambda v: base64.b64decode(v.encode("utf-8")),
}


def _hook(o):
    return _DECODERS[o["__type__"]](o["__value__"]) if set(o) == {"__type__", "__value__"} else o


def _loads(s):
    if isinstance(s, memoryview):
        s = s.tobytes()
    return json.loads(s if isinstance(s, str) else bytes(s).decode("utf-8"), object_hook=_hook)


serialization.register("json", lambda o: json.dumps(o, cls=_Encoder), _loads, "application/json", "utf-8")

app = Celery("tasks", broker=os.environ["PEER_BROKER"], backend=os.environ.get("PEER_BACKEND") or None)
app.conf.update(
    broker_transport_options=json.loads(os.environ.get("PEER_TRANSPORT_OPTIONS", "{}")),
    broker_connection_retry_on_startup=True,
    result_extended=os.environ.get("PEER_RESULT_EXTENDED") == "1",
    worker_prefetch_multiplier=int(os.environ.get("PEER_PREFETCH", "4")),
    task_acks_late=os.environ.get("PEER_ACKS_LATE") == "1",
)


def _ran(key):
    """Notes one execution in the ledger: a file of this process alone, no part of what is tested."""
    folder = os.environ.get("PEER_LEDGER")
    if folder:
        with open(os.path.join(folder, "python-%d" % os.getpid()), "a") as ledger:
            ledger.write("%s\n" % key)


@app.task(name="tasks.add")
def add(x, y):
    _ran("add %s" % x)
    return x + y


@app.task(name="tasks.concat")
def concat(text, suffix):
    return text + suffix


@app.task(name="tasks.tomorrow")
def tomorrow(moment):
    return moment + timedelta(days=1)


@app.task(name="tasks.half")
def half(amount):
    return amount / 2


@app.task(name="tasks.same")
def same(key):
    return key


@app.task(name="tasks.reverse")
def reverse(data):
    return data[::-1]


@app.task(name="tasks.fail")
def fail(message):
    raise ValueError(message)


@app.task(name="tasks.quiet", ignore_result=True)
def quiet(number):
    _ran("quiet %s" % number)
    return number


@app.task(name="tasks.total")
def total(numbers, names):
    return {"sum": sum(numbers), "names": sorted(names), "nothing": None}


@app.task(name="tasks.mark")
def mark(number):
    _ran("mark %s" % number)
    return number


@app.task(name="tasks.noop")
def noop():
    return None


MOMENT = datetime(2026, 3, 29, 1, 30, 0, 250000, tzinfo=timezone.utc)
KEY = uuid.UUID("12345678-1234-5678-1234-567812345678")


def calls(i):
    """The i-th call and what it must give: (signature, expected value) or (signature, exception text) or (signature, None)."""
    kind = i % 10
    if kind == 0:
        return add.s(i, i + 1), 2 * i + 1
    if kind == 1:
        return add.s(x=i, y=2), i + 2
    if kind == 2:
        return concat.s("h\u00e9llo \u2713 \U0001f680 \u4e16\u754c ", suffix=str(i)), "h\u00e9llo \u2713 \U0001f680 \u4e16\u754c %d" % i
    if kind == 3:
        return tomorrow.s(MOMENT + timedelta(seconds=i)), MOMENT + timedelta(days=1, seconds=i)
    if kind == 4:
        return half.s(Decimal("%d.50" % i)), Decimal("%d.50" % i) / 2
    if kind == 5:
        return same.s(KEY), KEY
    if kind == 6:
        return reverse.s(bytes([i % 256, 0, 255, 128])), bytes([128, 255, 0, i % 256])
    if kind == 7:
        return fail.s("no such thing: %d \u2713" % i), None
    if kind == 8:
        return quiet.s(i), None
    return total.s([i, 1, 2], {"a": 1, "b": {"c": [i]}}), {"sum": i + 3, "names": ["a", "b"], "nothing": None}


def client(count):
    """Sends that many calls to whoever works, and prints what came back as JSON."""
    sent = [(i, expected, signature.apply_async()) for i, (signature, expected) in ((i, calls(i)) for i in range(count))]
    wrong = []
    failures = 0
    for i, expected, result in sent:
        if i % 10 == 8:
            continue
        try:
            value = result.get(timeout=120)
            if value != expected or type(value) is not type(expected):
                wrong.append("%d: %r is not %r" % (i, value, expected))
        except Exception as e:  # what kind it is, is checked
            if i % 10 != 7:
                wrong.append("%d: %r" % (i, e))
            elif ("no such thing: %d \u2713" % i) not in str(e) or not result.traceback:
                wrong.append("%d: %r with traceback %r" % (i, e, result.traceback))
            else:
                failures += 1
    print(json.dumps({"sent": count, "failures": failures, "wrong_count": len(wrong), "wrong": wrong[:20]}))


def marks(count):
    """Sends that many marks; the ledgers tell who ran them."""
    for i in range(count):
        mark.apply_async((i,), ignore_result=True)
    print(json.dumps({"sent": count}))


def echoes(count):
    """Sends that many marks and waits for what they give back; which gave back something else, as JSON."""
    results = [mark.apply_async((i,)) for i in range(count)]
    wrong = [i for i, result in enumerate(results) if result.get(timeout=60) != i]
    print(json.dumps({"sent": count, "wrong": wrong}))


@app.task(name="tasks.linger")
def linger(deaf):
    """Waits longer than it may, and hears when it is asked to stop."""
    try:
        sleep(30)
    except SoftTimeLimitExceeded:
        return "cleaned up"


def limits(seconds):
    """Calls with time limits; which exceptions their results raise, and what those hold, as JSON."""
    soft = linger.apply_async((False,), soft_time_limit=0.5, time_limit=20)
    hard = linger.apply_async((True,), time_limit=seconds)
    told = {}
    for name, result in (("soft", soft), ("hard", hard)):
        try:
            told[name] = result.get(timeout=60)
        except Exception as e:  # what kind it is, is told
            told[name] = [type(e).__module__, type(e).__name__, list(e.args), result.state]
    print(json.dumps(told))


if __name__ == "__main__":
    {"client": client, "marks": marks, "echoes": echoes, "limits": limits}[sys.argv[1]](int(sys.argv[2]))
