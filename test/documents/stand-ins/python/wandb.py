"""Stands in for Weights & Biases: records what it is asked for."""

from recorder import record


class Summary:
    def update(self, values):
        record("summary", values)


class Run:
    summary = Summary()

    def define_metric(self, name, step_metric):
        record("define_metric", name, step_metric)

    def log(self, values, step):
        record("log", values, step)

    def finish(self, exit_code):
        record("finish", exit_code)


def init(config):
    record("init", config)
    return Run()
