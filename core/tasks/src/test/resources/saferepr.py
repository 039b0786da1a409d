"""Reads calls as JSON lines [args, kwargs], prints what Celery makes of them for people, as JSON lines."""
import json
import sys

from celery.utils.saferepr import saferepr

for line in sys.stdin:
    args, kwargs = json.loads(line)
    print(json.dumps([saferepr(tuple(args), 1024), saferepr(kwargs, 1024)]))
