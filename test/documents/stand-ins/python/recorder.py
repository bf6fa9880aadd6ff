"""Writes calls, a line of JSON each, to the file that RECORDED names."""

import json
import os


def record(name, *arguments):
    with open(os.environ["RECORDED"], "a", encoding="utf8") as file:
        # As the clients do, which take no NaN and no object.
        file.write(json.dumps([name, *arguments], allow_nan=False) + "\n")
