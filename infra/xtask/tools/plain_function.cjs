// A plain Lambda function for Node as many are: a DynamoDB client of the AWS SDK v3 made at load, then the loop of Lambda's
// runtime.
//
// Usage: node plain_function.cjs NODE_MODULES. For comparison in `cargo xtask bench start`. The loop is shorter than that of
// Lambda's own runtime for Node, and nothing is bundled.

const http = require("node:http");
const { createRequire } = require("node:module");

const installed = createRequire(`${process.argv[2]}/`);
const { DynamoDBClient } = installed("@aws-sdk/client-dynamodb");

const dynamodb = new DynamoDBClient({});
const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const base = "/2018-06-01/runtime/invocation";

function ask(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.headers));
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function main() {
  for (;;) {
    const event = await ask("GET", `${base}/next`);
    await ask("POST", `${base}/${event["lambda-runtime-aws-request-id"]}/response`, "{}");
  }
}

main();
