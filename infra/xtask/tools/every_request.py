"""Sends every kind of request that the OpenAPI document allows, and many that it does not, to a running Koppel.

Usage: every_request.py http://127.0.0.1:8080
Guarantees: as admin and as operator; the exit code is 0 only where no answer was a server error or undocumented.
"""

import json
import pathlib
import subprocess
import sys
import urllib.parse
import urllib.request

WORK = pathlib.Path(__file__).parents[3] / "target" / "tools" / "schemathesis"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def get(address, data=None):
    with urllib.request.urlopen(address, data=data, timeout=10) as answer:
        return json.load(answer)


def token(issuer, user):
    form = {"grant_type": "client_credentials", "client_id": user, "client_secret": "demo"}
    return get(f"{issuer}/token", urllib.parse.urlencode(form).encode())["access_token"]


def main(base):
    issuer = get(f"{base}/demo")["issuer"]
    worst = 0
    for user in ["anja", "otto"]:
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"{base}/api/v1/openapi.json"]
        command += ["--header", f"Authorization: Bearer {token(issuer, user)}", "--checks", CHECKS]
        # One worker: with several, CPython 3.11 loses count of its own depth while they compile ("AST constructor
        # recursion depth mismatch").
        command += ["--max-examples", "15", "--seed", "1", "--workers", "1", "--request-timeout", "20"]
        command += ["--no-color", "--suppress-health-check", "all"]
        print(f"as {user}", flush=True)
        # It keeps what it learnt in the folder it runs in.
        worst = max(worst, subprocess.run(command, check=False, cwd=WORK).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
