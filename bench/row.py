"""`python -m bench.row NAME PORT`: measures one row inside an installation's environment.

Prints its results as JSON. A row is a module `bench.NAME` with a function `measure(port)`.
"""

import json
import sys
from dataclasses import asdict
from importlib import import_module

import django

name, port = sys.argv[1:]
django.setup()
row = import_module(f"bench.{name}")  # its models want Django to be set up
print(json.dumps([asdict(result) for result in row.measure(int(port))]))
