"""`python -m tests.inside MODULE FUNCTION [ARGUMENT …]`: calls a function with Django set up.

Arguments and result are JSON. `tests.installation` runs it inside an installation.
"""

import json
import sys
from importlib import import_module

import django

module, function, *arguments = sys.argv[1:]
django.setup()
called = getattr(import_module(module), function)  # its models want Django to be set up
print(json.dumps(called(*map(json.loads, arguments))))  # noqa: T201
