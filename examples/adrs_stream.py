"""What a run of adrs has reached so far, from the events of `adrs run --json` (docs/json-stream.md)."""

import json
import signal
import sys

SCHEMA = 2


def lines(stream):
    """The lines of the stream, parsed. A line that was cut off when adrs was killed is the last."""
    # Ctrl-C reaches the whole pipe: adrs ends the stream, and its reader then ends by itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for text in stream:
        try:
            line = json.loads(text)
        except ValueError:
            print("a line is no JSON, and ends the stream", file=sys.stderr)
            return
        yield line


class Progress:
    """Folds events. `metrics` are numbers by name, `facts` what `run-started` says, `end` how the stream ended."""

    def __init__(self):
        self.facts = {}
        self.metrics = {"evaluations": 0, "programs": 0, "cost/usd": 0, "cost/tokens": 0, "cost/calls": 0}
        self.end = None
        self._metric = None
        self._fitness = {}

    def add(self, event):
        """Takes one event. Answers with whether a metric may have changed; unknown events change none."""
        take = getattr(self, "_" + event["type"].replace("-", "_"), None)
        if take is None:
            return False
        take(event)
        return True

    def _run_started(self, event):
        if event["schema"] > SCHEMA:
            sys.exit(f"these events have schema {event['schema']}, and this bridge reads {SCHEMA}")
        self._metric = event["objective"]["metric"]
        self.facts = {key: event[key] for key in ("problem", "problemHash", "adrsVersion", "seed", "budget")}
        self.facts["objective"] = "{direction} {metric} [{unit}]".format(**event["objective"])

    def _baseline_measured(self, event):
        self._note(f"{event['split']}/{event['name']}", event["evaluation"])

    def _program_added(self, event):
        self.metrics["programs"] += 1
        self.metrics["evaluations"] += event["evaluations"]
        self._best("train", event)

    def _proposal_dropped(self, event):
        self.metrics["evaluations"] += event["evaluations"]

    def _program_remeasured(self, event):
        self._best("train", event)

    def _program_validated(self, event):
        self._best("validation", event["evaluation"])

    def _test_measured(self, event):
        self._note(f"test/{event['id']}", event["evaluation"])

    def _call_settled(self, event):
        self.metrics["cost/calls"] += event["spent"]["calls"]
        self.metrics["cost/usd"] += event["spent"]["usd"]
        self.metrics["cost/tokens"] += event["spent"]["tokens"]

    def _run_resumed(self, event):
        self.end = None
        # Values of before are of another problem: the best is told again.
        if event.get("changes", {}).get("problem") is not None:
            self._fitness = {}

    def _run_paused(self, event):
        self.end = {"status": "paused", "reason": event["reason"]}

    def _run_finished(self, event):
        self.end = {"status": "finished", "reason": event["reason"]}

    def _best(self, split, result):
        """Higher fitness is better for every problem; the value is in the unit of the objective."""
        if result["status"] == "scored" and result["fitness"] > self._fitness.get(split, float("-inf")):
            self._fitness[split] = result["fitness"]
            self._note(f"{split}/best", result)

    def _note(self, name, result):
        if result["status"] == "scored":
            self.metrics[name] = result["metrics"][self._metric]
