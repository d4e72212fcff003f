"""Every finding of checkov on the template is accepted there, with a reason: findings.py TEMPLATE.

Reads the template's own `Metadata: AcceptedFindings`: for each check the types of resource it is accepted for, and why.
Guarantees: fails at a finding without a reason, and at a reason without a finding. Downloads nothing.
"""

import json
import pathlib
import subprocess
import sys

import yaml


class Template(yaml.SafeLoader):
    """YAML in which a tag such as !Sub means nothing."""


Template.add_multi_constructor("!", lambda loader, suffix, node: None)


def main(template):
    text = pathlib.Path(template).read_text(encoding="utf-8")
    accepted = yaml.load(text, Template).get("Metadata", {}).get("AcceptedFindings", {})
    command = [pathlib.Path(sys.executable).with_name("checkov"), "--framework", "cloudformation"]
    command += ["--skip-download", "--quiet", "--compact", "--output", "json", "--file", template]
    # It ends with 1 where it found something.
    answer = json.loads(subprocess.run(command, check=False, capture_output=True, text=True).stdout)
    open_findings, used = [], set()
    for finding in answer["results"]["failed_checks"]:
        check, (kind, name) = finding["check_id"], finding["resource"].rsplit(".", 1)
        if kind in accepted.get(check, {}).get("For", []):
            used.add((check, kind))
        else:
            open_findings.append(f"{check} {name}: {finding['check_name']}")
    stale = [
        f"{check} for {kind}: accepted, and not found any more"
        for check, entry in accepted.items()
        for kind in entry["For"]
        if (check, kind) not in used
    ]
    summary = answer["summary"]
    print(f"checkov {summary['checkov_version']}: {summary['passed']} checks passed")
    for check, entry in accepted.items():
        print(f"  accepted: {check}: {' '.join(entry['Because'].split())}")
    if open_findings or stale:
        sys.exit("\n".join(open_findings + stale))


main(*sys.argv[1:])
