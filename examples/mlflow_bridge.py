"""adrs run ... --json | python3 mlflow_bridge.py: a run of adrs as a run of MLflow.

Settings are those of MLflow: MLFLOW_TRACKING_URI, MLFLOW_EXPERIMENT_NAME; MLFLOW_RUN_ID for a run that is resumed, whose
earlier events are read and not logged again.
"""

import json
import re
import sys

from adrs_stream import Progress, lines


def main(stream):
    progress = Progress()
    run = None
    for line in lines(stream):
        changed = progress.add(line["event"])
        if run is None:
            import mlflow

            run = mlflow.start_run()
            logged = run.data.metrics.get("sequence", 0)
            if logged == 0:
                mlflow.log_params({key: param(value) for key, value in progress.facts.items()})
        if changed and line["sequence"] > logged:
            now = {**progress.metrics, "sequence": line["sequence"]}
            mlflow.log_metrics({name_of(key): value for key, value in now.items()}, step=line["sequence"])
    if run is None:
        sys.exit("the stream is empty")
    end = progress.end or {"status": "cut off", "reason": "adrs was killed"}
    mlflow.set_tags({f"adrs.{key}": value for key, value in end.items()})
    mlflow.end_run("FINISHED" if end["status"] == "finished" else "KILLED")


def param(value):
    return value if isinstance(value, str) else json.dumps(value)


def name_of(key):
    """MLflow takes letters, digits, and some signs in names; colons only in some of its stores."""
    return re.sub(r"[^\w/. -]", "/", key)


if __name__ == "__main__":
    main(sys.stdin)
