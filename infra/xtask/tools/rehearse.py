"""The template as a rehearsal deploys it: rehearse.py TEMPLATE TARGET PROGRAMS.

Guarantees: it is template.yaml itself but for what is printed here, one line each: the processor, where the code is,
which addresses iMUIS may have, and resources that the local AWS does not know. What of these the template does not have
is an error, so that the two cannot drift apart unseen.
"""

import json
import pathlib
import sys

from samtranslator.yaml_helper import yaml_parse

# What the local AWS refuses a whole template for.
UNKNOWN = ("AWS::CloudWatch::AnomalyDetector", "AWS::CloudWatch::CompositeAlarm", "AWS::Logs::QueryDefinition")


def is_unknown(resource):
    """Also an alarm that calculates with several metrics."""
    calculates = resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]
    return calculates or resource["Type"] in UNKNOWN


# Plain HTTP to this machine, and nothing else.
LOOPBACK = r"^http://127\.0\.0\.1:[0-9]+/[A-Za-z0-9_./-]+$"


def main(source, target, programs):
    template = yaml_parse(pathlib.Path(source).read_text(encoding="utf-8"))
    function = template["Globals"]["Function"]
    print(f"  processor: {function['Architectures'][0]} -> x86_64")
    function["Architectures"] = ["x86_64"]
    for name in ("ImuisSoapUrl", "ImuisFormUrl"):
        template["Parameters"][name]["AllowedPattern"] = LOOPBACK
    print("  addresses of iMUIS: https anywhere -> http on this machine")
    code = 0
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            binary = resource.pop("Metadata")["BuildProperties"]["Binary"]
            resource["Properties"]["CodeUri"] = str(pathlib.Path(programs, binary).resolve())
            code += 1
    if code == 0:
        sys.exit("the template has no function")
    print(f"  code: of {code} functions, as built here")
    for name in [name for name, it in template["Resources"].items() if is_unknown(it)]:
        print(f"  left out, unknown to the local AWS: {name} ({template['Resources'].pop(name)['Type']})")
    # Files named by the template are beside it, not beside what is made of it here.
    about = template["Metadata"]["AWS::ServerlessRepo::Application"]
    for name in ("LicenseUrl", "ReadmeUrl"):
        about[name] = str(pathlib.Path(source).resolve().parent / about[name])
    pathlib.Path(target).write_text(json.dumps(template, indent=2), encoding="utf-8")


main(*sys.argv[1:])
