# SPDX-License-Identifier: GPL-2.0-only
"""Validates what the tool prints, of a real module here, with the schema that
is published."""

import json
import pathlib

import jsonschema
from jsonschema.exceptions import best_match

SCHEMA = json.loads((pathlib.Path(__file__).resolve().parents[2] /
                     "userspace/vfioguard.schema.json").read_text())


def problem(document, name=None):
    """What is wrong with a document of that definition, or of any; or nothing."""
    schema = dict(SCHEMA, **{"$ref": f"#/definitions/{name}"}) if name else SCHEMA
    why = best_match(jsonschema.Draft7Validator(schema).iter_errors(document))
    if not why:
        return ""
    where = "/".join(map(str, why.absolute_path)) or "document"
    return f"not in the schema of {name or 'all'}: {where}: {why.message[:200]}"
