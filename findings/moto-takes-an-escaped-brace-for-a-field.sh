#!/usr/bin/env bash
# moto 5.2.5 (PyPI), Step Functions executed (execute_state_machine).
# Guess: in States.Format a brace that the template escapes is a brace, as the manual of Step Functions has it
# (`\{` and `\}` stand for themselves, only `{}` is filled in), so that a template can write JSON.
# Seen: the machine is created; executed, the template `\{"id": "{}"\}` ends the execution as FAILED, because its
# escaped braces are taken for a field of Python's str.format; the same without escaped braces succeeds.
# Exits 1 when it behaves otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check 'moto[stepfunctions]==5.2.5' boto3==1.44.8 2>/dev/null
cat >run.py <<'PY'
import json, logging, os, time
os.environ |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}
import boto3
from moto import mock_aws

logging.disable(logging.CRITICAL)
with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
    states = boto3.client("stepfunctions")
    for name, template in (("plain", 'id={}'), ("escaped", '\\{"id": "{}"\\}')):
        format_ = f"States.Format('{template}', $$.Execution.Name)"
        machine = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"text.$": format_}, "End": True}}}
        made = states.create_state_machine(
            name=name, definition=json.dumps(machine), roleArn="arn:aws:iam::123456789012:role/r")
        run = states.start_execution(stateMachineArn=made["stateMachineArn"], name="one")["executionArn"]
        while (end := states.describe_execution(executionArn=run))["status"] == "RUNNING":
            time.sleep(0.1)
        print(name, end["status"], end.get("output", ""))
PY
seen=$(venv/bin/python run.py | tee /dev/stderr)
[ "$seen" = "$(printf 'plain SUCCEEDED {"text": "id=one"}\nescaped FAILED ')" ] || { echo "this has changed"; exit 1; }
