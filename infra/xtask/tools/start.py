"""How long a function takes from its start to its first request for work, and what it then holds in memory.

Usage: start.py PLAN.json RESULT.json, where the plan is {"runs": 21, "programs": [{"name", "command", "zip"}]}; a program
with "reference": true is measured and held to nothing, one with "once": true has to get as far, and its time means nothing.
Guarantees: what is measured takes turns, so that a slow moment of the machine meets all of them; nothing leaves this
machine. Fails where a program misses a bound. Leaves out: Lambda's sandbox, the network, and the way to the key service.
"""

import base64
import http.server
import json
import os
import pathlib
import statistics
import subprocess
import sys
import threading
import time

MOST_MS = 15
MOST_RESIDENT_MB = 16
MOST_ZIP_MB = 3
PATIENCE = 60


class Aws(http.server.BaseHTTPRequestHandler):
    """The Runtime API, which notes when it is first asked and has no work; and the key service."""

    protocol_version = "HTTP/1.1"
    polled = threading.Event()
    at = 0.0

    def do_GET(self):
        Aws.at = time.perf_counter()
        Aws.polled.set()
        time.sleep(PATIENCE)

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = json.dumps({"KeyId": "key", "Plaintext": asked["CiphertextBlob"]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def environment(port):
    function = "arn:aws:lambda:eu-central-1:000000000000:function:koppel"
    concerns = ["pull", "push", "quotes", "cleanup", "wipe"]
    targets = {"group": "koppel", "period_minutes": 5, "role": "arn:aws:iam::000000000000:role/koppel"}
    oidc = {"issuer": "https://login.example", "client_id": "koppel", "redirect_uri": "https://koppel.example/signed-in"}
    return {
        "AWS_REGION": "eu-central-1", "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}",
        "AWS_LAMBDA_FUNCTION_NAME": "koppel", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "KOPPEL_STATE_TABLE": "state", "KOPPEL_LOG_TABLE": "log",
        "KOPPEL_VAULT_KEY": base64.b64encode(bytes(32)).decode(),
        "KOPPEL_PARTNER_KEY_SECRET": base64.b64encode(b"partner key").decode(),
        "KOPPEL_SCHEDULES": json.dumps(targets | {name: f"{function}-{name}" for name in concerns}),
        "KOPPEL_OIDC": json.dumps(oidc),
    }


def start(command, port):
    """Milliseconds to the first poll, and the megabytes resident at that moment."""
    Aws.polled.clear()
    began = time.perf_counter()
    program = subprocess.Popen(command, env=environment(port), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        if not Aws.polled.wait(PATIENCE):
            program.kill()
            sys.exit(f"{command[-1]} does not ask for work: {program.stdout.read().decode()}")
        status = pathlib.Path(f"/proc/{program.pid}/status").read_text(encoding="ascii")
        resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
        return (Aws.at - began) * 1000, resident * 1024 / 1e6
    finally:
        program.kill()
        program.wait()


def main(plan, result):
    plan = json.loads(pathlib.Path(plan).read_text(encoding="utf-8"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Aws)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_address[1]
    seen = {program["name"]: [] for program in plan["programs"]}
    for turn in range(plan["runs"] + 1):
        for program in plan["programs"]:
            if turn > 0 and program.get("once"):
                continue
            measured = start(program["command"], port)
            # The first start reads the program from the disk.
            if turn > 0 or program.get("once"):
                seen[program["name"]].append(measured)
    rows, missed = [], []
    for program in plan["programs"]:
        runs = seen[program["name"]]
        row = {
            "name": program["name"], "runs": len(runs),
            "start_ms": round(statistics.median(ms for ms, _ in runs), 1),
            "slowest_ms": round(max(ms for ms, _ in runs), 1),
            "resident_mb": round(statistics.median(mb for _, mb in runs), 1),
            "zip_mb": round(os.path.getsize(program["zip"]) / 1e6, 2) if program.get("zip") else None,
        }
        rows.append(row)
        if program.get("reference") or program.get("once"):
            continue
        for name, most in [("start_ms", MOST_MS), ("resident_mb", MOST_RESIDENT_MB), ("zip_mb", MOST_ZIP_MB)]:
            if row[name] is not None and row[name] > most:
                missed.append(f"{row['name']}: {name} is {row[name]}, at most {most}")
    print(f"{'':34} {'start ms':>9} {'slowest':>9} {'resident MB':>12} {'zip MB':>7}")
    for row in rows:
        size = "" if row["zip_mb"] is None else f"{row['zip_mb']:.2f}"
        print(f"{row['name']:34} {row['start_ms']:9.1f} {row['slowest_ms']:9.1f} {row['resident_mb']:12.1f} {size:>7}")
    text = json.dumps(rows, indent=2)
    pathlib.Path(result).write_text(text + "\n", encoding="utf-8")
    print(text)
    if missed:
        sys.exit("\n".join(missed))


main(*sys.argv[1:])
