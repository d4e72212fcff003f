"""A plain dlt pipeline that does what a first pull does: every customer of SnelStart into Simple-Simon, one insert each for
the customer and its work address.

Usage: plain_pipeline.py JOB, where JOB is JSON with addresses, credentials and how many inserts may be under way at once.
For comparison in `cargo xtask bench pipeline`; prints its figures as JSON. dlt's own `rest_api` source and its own way to
write a destination; it remembers nothing of what is where, asks for no record before it inserts it, and has no work orders.
"""

import json
import os
import pathlib
import resource
import sys
import tempfile
import time

job = json.loads(sys.argv[1])
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
# A file is one load job, and jobs are what dlt carries out side by side.
os.environ["DATA_WRITER__FILE_MAX_ITEMS"] = "1000"
os.environ["LOAD__WORKERS"] = str(job["at_once"])

import dlt
from dlt.sources.helpers import requests
from dlt.sources.rest_api import rest_api_source

PAGE = 500


def source():
    form = {"grant_type": "clientkey", "clientkey": job["client_key"]}
    token = requests.post(f"{job['snelstart']}/b2b/token", data=form).json()["access_token"]
    return rest_api_source({
        "client": {
            "base_url": f"{job['snelstart']}/v2/",
            "headers": {"Ocp-Apim-Subscription-Key": job["subscription_key"]},
            "auth": {"type": "bearer", "token": token},
            "paginator": {
                "type": "offset", "limit": PAGE, "limit_param": "$top", "offset_param": "$skip",
                "total_path": None, "stop_after_empty_page": True,
            },
        },
        "resource_defaults": {"max_table_nesting": 0},
        "resources": [{"name": "relaties", "endpoint": {"path": "relaties"}}],
    })


def log_in():
    form = {"Key": job["licence"], "Usr": job["user"], "Pwd": job["password"]}
    answer = requests.post(f"{job['simon']}/classic/login", data=form).json()
    return answer if isinstance(answer, str) else answer["Token"]


TOKEN = {"Token": log_in()}


def insert(table, record):
    answer = requests.post(f"{job['simon']}/classic/{table}/insert", json=record, headers=TOKEN)
    answer.raise_for_status()
    return answer.json()["Id"]


@dlt.destination(
    batch_size=1, loader_file_format="typed-jsonl", name="simple_simon", naming_convention="direct",
    skip_dlt_columns_and_tables=True, max_parallel_load_jobs=job["at_once"],
)
def simple_simon(items, table):
    for relation in items:
        # Every administration has some relations that are nobody's customer; their codes are below one.
        if "Klant" not in relation["relatiesoort"] or relation["relatiecode"] < 1:
            continue
        # dlt leaves out what is null.
        code, address = str(relation["relatiecode"]), relation.get("vestigingsAdres", {})
        common = {
            "Name": relation["naam"], "Street": address.get("straat"), "ZipCode": address.get("postcode"),
            "City": address.get("plaats"), "Phone": relation.get("telefoon"), "Email": relation.get("email"),
        }
        customer = insert("customer", common | {"ExtKey": code, "DebtorNr": code})
        insert("location", common | {"ExtKey": f"{code}-0", "CustomerId": customer})


def main():
    with tempfile.TemporaryDirectory() as folder:
        pipeline = dlt.pipeline("plain", destination=simple_simon, pipelines_dir=folder)
        began = time.perf_counter()
        pipeline.run(source()).raise_on_failed_jobs()
        seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    status = pathlib.Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
    print(json.dumps({"seconds": seconds, "cpu_seconds": used.ru_utime + used.ru_stime, "peak_mb": peak * 1024 / 1e6}))


main()
