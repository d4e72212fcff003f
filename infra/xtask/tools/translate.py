"""Translates template.yaml to plain CloudFormation, as AWS does on deployment: translate.py TEMPLATE TARGET.

Why: a circular dependency between a function and its role shows in the translation only. Needs no account: code is
taken to be in a bucket, and no managed policy is looked up, since the template uses none.
"""

import json
import sys

from samtranslator.public.exceptions import InvalidDocumentException
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse


class NoManagedPolicies:
    """Every role in the template is written out."""

    def load(self):
        return {}


def main(source, target):
    with open(source, encoding="utf-8") as file:
        template = yaml_parse(file.read())
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://code/function.zip"
    try:
        translated = transform(template, {}, NoManagedPolicies())
    except InvalidDocumentException as error:
        sys.exit("\n".join(cause.message for cause in error.causes))
    with open(target, "w", encoding="utf-8") as file:
        json.dump(translated, file, indent=2)


main(*sys.argv[1:])
