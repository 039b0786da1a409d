"""Writes pickles of plain data in every protocol, or reads pickles; both with the values as typed JSON beside."""
import base64
import collections
import datetime as d
import decimal
import json
import pickle
import sys
import uuid


def typed(name, value):
    return {"__type__": name, "__value__": value}


def default(o):
    if isinstance(o, d.datetime):
        return typed("datetime", o.isoformat())
    if isinstance(o, d.date):
        return typed("date", o.isoformat())
    if isinstance(o, d.time):
        return typed("time", o.isoformat())
    if isinstance(o, decimal.Decimal):
        return typed("decimal", str(o))
    if isinstance(o, uuid.UUID):
        return typed("uuid", {"hex": o.hex})
    if isinstance(o, (bytes, bytearray)):
        try:
            return typed("bytes", bytes(o).decode())
        except UnicodeDecodeError:
            return typed("base64", base64.b64encode(bytes(o)).decode())
    if isinstance(o, (set, frozenset)):
        return sorted(o)
    raise TypeError(type(o))


utc = d.timezone.utc
india = d.timezone(d.timedelta(hours=5, minutes=30))
west = d.timezone(d.timedelta(hours=-3, minutes=-30), "NST")
shared = ["shared"]
VALUES = [
    None, True, False, 0, 1, -1, 255, 256, 65535, 65536, -(2**31), 2**31, 2**63 - 1, -(2**63), 2**63, 2**70, -(2**70), 10**300,
    0.0, -0.0, 1.5, 1e22, 5e-324, 1e16, 123456789.125, float("inf"), float("-inf"), float("nan"),
    "", "abc", "line\nbreak \\ back", "bl\u00e5b\u00e6r", "\u65e5\u672c\u8a9e \U0001f600", "\ud800 alone", "x" * 300, "\x00\x1a\r",
    b"", b"abc", b"\xff\x00\x01", bytes(range(256)) * 3, bytearray(b""), bytearray(b"\x00\xff"),
    [], [1, 2, [3]], (), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), {}, {"a": 1, "b": [None]}, {1: "x", None: "y", 2.5: "z"},
    set(), {1, 2, 3}, frozenset(), frozenset(["a"]),
    d.datetime(2024, 2, 29, 12, 30, 45, 123456), d.datetime(2024, 2, 29, 12, 30, 45, 123456, utc),
    d.datetime(1, 1, 1, tzinfo=india), d.datetime(9999, 12, 31, 23, 59, 59, 999999, west),
    d.datetime(2024, 10, 27, 2, 30, fold=1), d.date(2024, 2, 29), d.time(0, 0), d.time(23, 59, 59, 999999), d.time(12, 30, tzinfo=india),
    decimal.Decimal("10.50"), decimal.Decimal("1E+5"), decimal.Decimal("-1.50"), decimal.Decimal("0E-10"),
    uuid.UUID(int=0), uuid.UUID("12345678-1234-5678-1234-567812345678"), uuid.UUID(int=2**128 - 1),
    [uuid.UUID(int=7)] * 2, {"u": uuid.UUID(int=8)},
    collections.OrderedDict(), collections.OrderedDict([("z", 1), ("a", 2)]),
    [shared, shared, {"again": shared}], [[i] for i in range(2000)], {str(i): i for i in range(2000)},
    {"exc_type": "ValueError", "exc_message": ("boom", 7), "exc_module": "builtins"},
]

if sys.argv[1] == "write":
    for value in VALUES:
        for protocol in range(6):
            text = json.dumps(value, default=default)
            print(protocol, base64.b64encode(pickle.dumps(value, protocol)).decode(), text, sep="\t")
else:
    for line in sys.stdin:
        print(json.dumps(pickle.loads(base64.b64decode(line)), default=default))
