"""Loads the operators and the DAG of conf/airflow with a stand-in for Airflow, where none is installed.

    python3 stand_in.py <folder of the operators> <question> <argument ...>

Prints one line of JSON. The stand-in knows as much of Airflow as the two files use; AirflowIT runs a real one.
"""

import builtins
import json
import logging
import os
import sys
import types


class AirflowException(Exception):
    pass


class AirflowFailException(AirflowException):
    pass


class BaseOperator:
    log = logging.getLogger("task")

    def __init__(self, *, task_id, outlets=(), **others):
        self.task_id, self.outlets, self.others, self.before = task_id, list(outlets), others, []
        if DAG.current:
            DAG.current.tasks.append(self)

    def __rshift__(self, other):
        other.before.append(self.task_id)
        return other


class SparkSubmitOperator(BaseOperator):
    template_fields = ("application_args",)
    submit = staticmethod(lambda: None)

    def __init__(self, *, application="", application_args=(), conf=None, java_class=None, spark_binary=None, **others):
        super().__init__(**others)
        self.command = [spark_binary or "spark-submit", java_class, application, *application_args]
        self.conf = conf

    def execute(self, context):
        self.submit()


class DAG:
    current = None

    def __init__(self, **arguments):
        self.arguments, self.tasks = arguments, []

    def __enter__(self):
        DAG.current = self
        return self

    def __exit__(self, *_):
        DAG.current = None


def place(name, **content):
    module = types.ModuleType(name)
    vars(module).update(content)
    sys.modules[name] = module
    return module


def local(uri):
    return uri.removeprefix("file:")


place("airflow.sdk", BaseOperator=BaseOperator, DAG=DAG, Asset=str)
place("airflow.exceptions", AirflowException=AirflowException, AirflowFailException=AirflowFailException)
for package in ("airflow", "airflow.providers", "airflow.providers.apache", "airflow.providers.apache.spark"):
    place(package)
place("airflow.providers.apache.spark.operators")
place("airflow.providers.apache.spark.operators.spark_submit", SparkSubmitOperator=SparkSubmitOperator)
file_system = types.SimpleNamespace(exists=os.path.exists, size=os.path.getsize)
core = place("fsspec.core", url_to_fs=lambda uri: (file_system, local(uri)))
place("fsspec", open=lambda uri, mode: builtins.open(local(uri), mode), core=core)

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import tacet_operator  # noqa: E402


def told(action):
    """How a task ends: with what it returns, to be tried again, or for good."""
    try:
        return {"returned": action()}
    except AirflowFailException as failure:
        return {"failed": str(failure)}
    except AirflowException as failure:
        return {"retried": str(failure)}


def outcome(status_file, text, submits="fails"):
    """The release's task when its driver leaves this text as its status; nothing when it is empty."""

    def submit():
        if text:
            builtins.open(status_file, "w").write(text)
        if submits == "fails":
            raise AirflowException("spark-submit failed")

    operator = tacet_operator.ReleaseOperator(
        task_id="release", spec="spec.yaml", status_uri="file:" + status_file, release_id="dag/run", application="jar"
    )
    operator.submit = submit
    return told(lambda: operator.execute({}))


def published(output, release_id):
    pulled = {"output": output, "release_id": release_id}
    event = types.SimpleNamespace(extra=None)
    operator = tacet_operator.PublishedOperator(task_id="publish", release_task_id="release", outlets=["orders"])
    context = {"ti": types.SimpleNamespace(xcom_pull=lambda task_ids: pulled), "outlet_events": {"orders": event}}
    return {**told(lambda: operator.execute(context)), "event": event.extra}


def dag():
    import tacet_release

    tasks = tacet_release.dag.tasks
    return [
        {"task": task.task_id, "after": task.before, "command": getattr(task, "command", None)} for task in tasks
    ]


QUESTIONS = {
    "outcome": outcome,
    "published": published,
    "dag": dag,
    "final_exit_codes": lambda: sorted(tacet_operator.FINAL_EXIT_CODES),
    "file_name": tacet_operator.file_name,
}

print(json.dumps(QUESTIONS[sys.argv[2]](*sys.argv[3:])))
