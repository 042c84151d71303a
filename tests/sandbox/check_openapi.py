#!/usr/bin/env python3
"""Holds recorded answers of a ZGW register against OpenAPI files.

    check_openapi.py ANSWERS api=FILE...

ANSWERS has one JSON object per line: method, path (with query), status, type, body. Each answer is checked against the
schema of its operation and status: types, required properties, nullability, enumerations, lengths, formats and items.
Prints one line per difference and how many answers were checked; exit code 1 when there are differences.
"""
import json
import re
import sys

import yaml

FORMATS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"),
    "uri": re.compile(r"https?://\S+"),
    "uuid": re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "duration": re.compile(r"P[0-9YMWDTHS]+"),
}
# Plain errors of the published Catalogi 1.3.1: these are lists of URLs in every register and in later versions.
LISTS_CALLED_STRING = ("zaaktypen", "informatieobjecttypen")
TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict}


class Checker:
    def __init__(self, document):
        self.document = document

    def resolved(self, schema):
        while "$ref" in schema:
            reference = schema["$ref"]
            if not reference.startswith("#/"):
                return {}  # another file: only used by expand
            schema = self.document
            for part in reference[2:].split("/"):
                schema = schema[part]
        return schema

    def operation(self, method, path):
        """The operation for a path; templates with the fewest parameters first."""
        for template in sorted(self.document["paths"], key=lambda one: one.count("{")):
            if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), path):
                if method.lower() in self.document["paths"][template]:
                    return self.document["paths"][template][method.lower()]
        return None

    def schema_for(self, operation, status, content_type):
        responses = operation["responses"]
        response = responses.get(str(status)) or responses.get(status)
        if response is None:
            return None
        content = self.resolved(response).get("content", {})
        media = content.get(content_type) or next(iter(content.values()), {})
        return media.get("schema")

    def differences(self, value, schema, where):
        schema = self.resolved(schema)
        if value is None:
            if schema.get("nullable") or any(None in self.resolved(one).get("enum", []) or self.resolved(one).get("nullable")
                                             for one in schema.get("oneOf", []) + schema.get("allOf", [])):
                return []
            return [] if not schema or None in schema.get("enum", []) else [f"{where} is null"]
        found = []
        for part in schema.get("allOf", []):
            found += self.differences(value, part, where)
        for word in ("oneOf", "anyOf"):
            if word in schema:
                outcomes = [self.differences(value, one, where) for one in schema[word]]
                if all(outcomes):
                    found.append(f"{where} fits none of {len(outcomes)} alternatives: {outcomes[0][0]}")
        return found + self.plain(value, schema, where)

    def plain(self, value, schema, where):
        kind = schema.get("type")
        if kind == "string" and isinstance(value, list) and where.split(".")[-1] in LISTS_CALLED_STRING:
            return self.plain(value, {"type": "array", "items": {"type": "string", "format": "uri"}}, where)
        if kind in TYPES and (not isinstance(value, TYPES[kind]) or (kind != "boolean" and isinstance(value, bool))):
            return [f"{where} is no {kind}: {json.dumps(value)[:60]}"]
        found = []
        if "enum" in schema and value not in schema["enum"]:
            found.append(f"{where} is none of the choices: {value!r}")
        if isinstance(value, str):
            found += self.text(value, schema, where)
        elif isinstance(value, list):
            for number, item in enumerate(value):
                found += self.differences(item, schema.get("items", {}), f"{where}[{number}]")
        elif isinstance(value, dict):
            found += [f"{where}.{name} is missing" for name in schema.get("required", []) if name not in value]
            for name, part in schema.get("properties", {}).items():
                if name in value:
                    found += self.differences(value[name], part, f"{where}.{name}")
        elif not isinstance(value, bool):
            if "minimum" in schema and value < schema["minimum"] or "maximum" in schema and value > schema["maximum"]:
                found.append(f"{where} is out of range: {value}")
        return found

    @staticmethod
    def text(value, schema, where):
        found = []
        if len(value) > schema.get("maxLength", len(value)):
            found.append(f"{where} is longer than {schema['maxLength']}")
        if len(value) < schema.get("minLength", 0):
            found.append(f"{where} is shorter than {schema['minLength']}")
        pattern = FORMATS.get(schema.get("format"))
        if value and pattern and not pattern.fullmatch(value):
            found.append(f"{where} is no {schema['format']}: {value!r}")
        return found


def check(checkers, answer):
    path = answer["path"].split("?")[0]
    _, api, _, _, *rest = path.split("/")
    if api not in checkers:
        return None
    checker = checkers[api]
    operation = checker.operation(answer["method"], "/" + "/".join(rest))
    if operation is None:
        return None
    schema = checker.schema_for(operation, answer["status"], answer["type"].split(";")[0])
    if schema is None:
        return None
    properties = checker.resolved(schema)
    discriminator = properties.get("discriminator", {})
    variant = discriminator.get("mapping", {}).get(answer["body"].get(discriminator.get("propertyName"))) \
        if discriminator and isinstance(answer["body"], dict) else None
    found = checker.differences(answer["body"], schema, "body")
    if variant and answer["status"] < 300:
        found += checker.differences(answer["body"], {"$ref": variant}, "body")
    return [f"{answer['method']} {path} {answer['status']}: {text}" for text in found]


def main():
    checkers = {}
    for argument in sys.argv[2:]:
        api, _, file = argument.partition("=")
        with open(file, encoding="utf-8") as text:
            checkers[api] = Checker(yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    checked, differences = 0, {}
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            found = check(checkers, json.loads(line))
            checked += found is not None
            for text in found or []:
                differences[re.sub(FORMATS["uuid"].pattern, "…", text)] = True
    for text in differences:
        print(text)
    print(f"{checked} answers checked, {len(differences)} differences")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
