"""A release a day: validate -> release -> publish. docs/airflow.md explains it; change the names below."""

from __future__ import annotations

import os
import sys
from datetime import datetime, timezone

# Airflow 3 puts the folder of a DAG bundle on the path, which need not be the folder of this file.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from tacet_operator import PublishedOperator, ReleaseOperator, file_name  # noqa: E402

try:
    from airflow.sdk import DAG, Asset
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.datasets import Dataset as Asset

SPEC = os.environ.get("TACET_SPEC", "/srv/tacet/specs/orders.yaml")
DATA = os.environ.get("TACET_DATA", "hdfs:///shop")
LEDGER = os.environ.get("TACET_LEDGER", "hdfs:///tacet/ledger")
PUBLIC = os.environ.get("TACET_PUBLIC", "hdfs:///public/orders")
STATUS = os.environ.get("TACET_STATUS", "hdfs:///tacet/status")
BUNDLE = os.environ.get("TACET_BUNDLE", "/opt/tacet/tacet-bundle.jar")
# Set where Airflow's workers have Tacet's folder and no Spark.
LAUNCHER = os.environ.get("TACET_LAUNCHER")

ORDERS = Asset(PUBLIC)

with DAG(
    dag_id="tacet_release",
    schedule="@daily",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    # Two runs at once are safe: the ledger sees to it. One after the other is easier to follow.
    max_active_runs=1,
    user_defined_filters={"file_name": file_name},
    default_args={"retries": 3},
) as dag:
    common = {
        "conn_id": "spark_default",  # master, deploy mode, queue
        "spec": SPEC,
        "settings": {"data": DATA},
        "output": PUBLIC + "/{{ run_id | file_name }}",
        "ledger": LEDGER,
        **({"launcher": LAUNCHER} if LAUNCHER else {"application": BUNDLE}),
    }
    validate = ReleaseOperator(
        task_id="validate",
        dry_run=True,
        status_uri=STATUS + "/{{ run_id | file_name }}.validate.json",
        **common,
    )
    release = ReleaseOperator(
        task_id="release",
        status_uri=STATUS + "/{{ run_id | file_name }}.release.json",
        **common,
    )
    publish = PublishedOperator(task_id="publish", release_task_id="release", outlets=[ORDERS])
    validate >> release >> publish

if __name__ == "__main__":
    dag.test()
