"""Operators of Airflow for Tacet: one runs a release, one says that it is published.

Spark's own operator only tells success from failure. A release needs more: what can't become better by
trying again (a bad spec, a used up budget) must not be retried, and what is retried must not pay twice. So
ReleaseOperator gives every attempt of a run the same release id, forbids a second charge, and reads how the
release went from the file of --status-uri. Works with Airflow 2.10 and 3; docs/airflow.md says how.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any
from urllib.parse import urlsplit

import fsspec
from airflow.exceptions import AirflowException, AirflowFailException
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

try:
    from airflow.sdk import BaseOperator
except ImportError:  # Airflow 2
    from airflow.models import BaseOperator

# The exit codes of docs/commands.md which another try of the same run can't mend.
FINAL_EXIT_CODES = {
    2: "the spec or the command line is wrong",
    3: "the account can't pay for this release",
    5: "an earlier attempt read the data and left nothing to publish, and a new attempt would be charged again",
}
CHARGED_AGAIN_EXIT_CODE = 5
STATUS_FORMAT = 1
MANIFEST = "_manifest.json"
LONGEST_FILE_NAME = 100


def file_name(release_id: str) -> str:
    """A name for files of a release: of different ids they differ. HDFS takes no ':', which run ids have."""
    escaped = re.sub(
        r"[^A-Za-z0-9._-]",
        lambda character: "".join(f"~{byte:02x}" for byte in character.group().encode()),
        release_id,
    )
    if len(escaped) <= LONGEST_FILE_NAME:
        return escaped
    return escaped[:60] + "~~" + hashlib.sha256(release_id.encode()).hexdigest()[:32]


def read_json(uri: str) -> dict[str, Any] | None:
    """What a JSON file holds; None where no file is. A URI of Hadoop's is a URI of fsspec's."""
    try:
        with fsspec.open(uri, "rb") as file:
            return json.load(file)
    except FileNotFoundError:
        return None


class ReleaseOperator(SparkSubmitOperator):
    """Runs ``release``, and fails for good where a retry can't help.

    :param spec: the spec's path or URI (templated)
    :param status_uri: a file that the driver writes and this worker reads, its own for each run and task (templated)
    :param output: the folder to publish in; where it is None, the spec's (templated)
    :param ledger: the ledger; where it is None, the spec's (templated)
    :param settings: values of the spec's parameters (templated)
    :param release_id: the same in every attempt of a run, and in no other run (templated)
    :param dry_run: plan only; nothing is read or charged
    :param launcher: the path of Tacet's spark-submit.sh, where there is no other Spark; then ``application`` is left out
    All others are those of SparkSubmitOperator; ``application`` is the bundle.
    """

    template_fields = (*SparkSubmitOperator.template_fields, "release_id", "status_uri")

    def __init__(
        self,
        *,
        spec: str,
        status_uri: str,
        output: str | None = None,
        ledger: str | None = None,
        settings: dict[str, str] | None = None,
        release_id: str = "{{ dag.dag_id }}/{{ run_id }}",
        dry_run: bool = False,
        launcher: str | None = None,
        conf: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        arguments = ["release", spec]
        for name, value in (settings or {}).items():
            arguments += ["--set", f"{name}={value}"]
        if output is not None:
            arguments += ["--output", output]
        if ledger is not None:
            arguments += ["--ledger", ledger]
        arguments += ["--status-uri", status_uri]
        arguments += ["--dry-run"] if dry_run else ["--release-id", release_id, "--charge-once"]
        if launcher is None:
            kwargs["java_class"] = "org.tacet.jobs.Main"
        else:
            # The launcher knows class and jar. The command stands where spark-submit has its application.
            kwargs.update(spark_binary=launcher, application=arguments.pop(0))
        kwargs.setdefault("name", f"tacet {kwargs.get('task_id')}")
        super().__init__(
            application_args=arguments,
            # Airflow starts the next attempt, and YARN none behind its back.
            conf={"spark.yarn.maxAppAttempts": "1", **(conf or {})},
            **kwargs,
        )
        self.release_id = release_id
        self.status_uri = status_uri

    def execute(self, context: Any) -> dict[str, Any]:
        before = read_json(self.status_uri)
        lost = None
        try:
            super().execute(context)
        except AirflowException as failure:
            lost = failure
        status = read_json(self.status_uri)
        # What an earlier attempt left there says nothing of this one.
        if status is None or status == before:
            raise AirflowException(
                f"The release left no status at {self.status_uri}: its driver was not started, or has no access there."
            ) from lost
        return self._outcome(status, lost)

    def _outcome(self, status: dict[str, Any], lost: Exception | None) -> dict[str, Any]:
        if status.get("format") != STATUS_FORMAT:
            raise AirflowFailException(
                f"{self.status_uri} has the format {status.get('format')!r}; this operator reads {STATUS_FORMAT}. "
                "Take the operator that came with the Tacet that ran."
            )
        for line in status.get("messages", []):
            self.log.info("%s", line)
        if status["state"] == "succeeded":
            for line in status.get("result", []):
                self.log.info("%s", line)
            # XCom holds what is public; the table can be read where it was published.
            return {name: status[name] for name in ("release_id", "output", "guarantee") if name in status}
        if status["state"] != "failed":
            raise AirflowException(
                f"The driver ended without a word (its last state was {status['state']}). The next attempt goes on "
                "where this one stopped, or says why it can't; it is not charged again."
            ) from lost
        reason = " ".join(status.get("messages", [])[-1:])
        code = status["exit_code"]
        if code in FINAL_EXIT_CODES:
            raise AirflowFailException(f"{FINAL_EXIT_CODES[code]}: {reason}{self._way_out(code)}")
        raise AirflowException(f"exit code {code}: {reason}")

    def _way_out(self, code: int) -> str:
        if code != CHARGED_AGAIN_EXIT_CODE:
            return ""
        return (
            f". To pay for a new attempt, run the same command by hand, with --release-id {self.release_id} and "
            "without --charge-once, and then clear this task: it finds the release published."
        )


class PublishedOperator(BaseOperator):
    """Looks at what was published, and tells whoever waits for it.

    Fails unless the manifest at the release's output is this run's and its files are there in full length. Pushes
    guarantee, rows and the ledger's heads, and adds them to the events of its outlets.

    :param release_task_id: of the ReleaseOperator
    """

    def __init__(self, *, release_task_id: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.release_task_id = release_task_id

    def execute(self, context: Any) -> dict[str, Any]:
        released = context["ti"].xcom_pull(task_ids=self.release_task_id)
        output = released["output"]
        if not urlsplit(output).scheme:
            # The manifest of a table is a property of it, and its catalog looks after its files.
            published = released
        else:
            published = self._verified(output, released["release_id"])
        for outlet in self.outlets:
            context["outlet_events"][outlet].extra = published
        return published

    def _verified(self, output: str, release_id: str) -> dict[str, Any]:
        manifest = read_json(f"{output}/{MANIFEST}")
        if manifest is None:
            raise AirflowFailException(f"There is no {MANIFEST} in {output}: what was published there is gone.")
        if manifest["release_id"] != release_id:
            raise AirflowFailException(
                f"{output} holds release {manifest['release_id']}, not {release_id}. Give each run an output of its own."
            )
        for file in manifest["files"]:
            file_system, path = fsspec.core.url_to_fs(f"{output}/{file['name']}")
            length = file_system.size(path) if file_system.exists(path) else None
            if length != file["bytes"]:
                raise AirflowFailException(
                    f"{file['name']} in {output} has {length} bytes, and {file['bytes']} were published."
                )
        guarantee = manifest["guarantee"]
        published = {
            "release_id": release_id,
            "output": output,
            "epsilon": str(guarantee["epsilon"]),
            "delta": str(guarantee["delta"]),
            "privacy_unit": guarantee["privacy_unit"],
            "published_rows": manifest["published_rows"],
            "ledger": manifest.get("ledger", []),
        }
        self.log.info("%s", json.dumps(published))
        return published
