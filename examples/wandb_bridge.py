"""adrs run ... --json | python3 wandb_bridge.py: a run of adrs as a run of Weights & Biases.

Settings are those of wandb: WANDB_PROJECT, WANDB_MODE=offline; WANDB_RUN_ID and WANDB_RESUME=allow for a run that is
resumed, whose earlier steps wandb has already and ignores.
"""

import sys

from adrs_stream import Progress, lines


def main(stream):
    progress = Progress()
    run = None
    for line in lines(stream):
        changed = progress.add(line["event"])
        if run is None:
            import wandb

            run = wandb.init(config=progress.facts)
            run.define_metric("*", step_metric="evaluations")
        if changed:
            run.log(progress.metrics, step=line["sequence"])
    if run is None:
        sys.exit("the stream is empty")
    end = progress.end or {"status": "cut off", "reason": "adrs was killed"}
    run.summary.update(end)
    run.finish(exit_code=0 if end["status"] == "finished" else 1)


if __name__ == "__main__":
    main(sys.stdin)
