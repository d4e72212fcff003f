"""A plain Lambda function in Python as many are: a boto3 client made at import, then the loop of Lambda's runtime.

For comparison in `cargo xtask bench start`. The loop is shorter than that of Lambda's own runtime for Python.
"""

import http.client
import os

import boto3

DYNAMODB = boto3.client("dynamodb")


def main():
    runtime = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    while True:
        runtime.request("GET", "/2018-06-01/runtime/invocation/next")
        event = runtime.getresponse()
        event.read()
        path = f"/2018-06-01/runtime/invocation/{event.headers['Lambda-Runtime-Aws-Request-Id']}/response"
        runtime.request("POST", path, body="{}")
        runtime.getresponse().read()


main()
