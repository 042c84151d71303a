#!/usr/bin/env python3
"""Extracts the ZGW vocabulary (mappings/vocabulary/*.json) from the official OpenAPI files.

usage: scripts/make-vocabulary.py FOLDER [OUTPUT-FOLDER]
FOLDER holds the OpenAPI files of VNG Realisatie under the names of SOURCES below. Needs Debian's python3-yaml.

What is kept: per schema every property with type, format, lengths, enumeration, readOnly, writeOnly, nullable, required;
per operation the body, the answer and the query parameters. What is changed on the way:
  * allOf is flattened; `required` names only what a client must write (the standard lists read-only members there too);
  * discriminators are flattened: the schema itself gets the property that differs, and `choice` says which schema it has
    for which value (Rol: betrokkeneType natuurlijk_persoon -> betrokkeneIdentificatie is RolNatuurlijkPersoon);
  * schemas of answers with embedded resources (..Expanded, ..Embedded, Paginated..) are left out;
  * corrections of known mistakes in the files: see CORRECTIONS.
"""
import hashlib
import json
import pathlib
import sys

import yaml

SOURCES = {
    "zaken-1.5.1": ("zaken", "zaken-1.5.1.yaml"),
    "catalogi-1.3.1": ("catalogi", "catalogi-1.3.1.yaml"),
    "documenten-1.4.3": ("documenten", "documenten-1.4.3.yaml"),
    "besluiten-1.1.0": ("besluiten", "vng-standard-besluiten-1.1.0.yaml"),
}
CORRECTIONS = [
    "zaakobject of a person, vestiging, medewerker or organisatorische_eenheid: the file reuses the schema of a rol "
    "(betrokkeneIdentificatie); servers use objectIdentificatie",
]
METHODS = ("get", "head", "post", "put", "patch", "delete")
LEFT_OUT = ("Paginated",), ("Expanded", "Embedded")
COPIED = {"format": "format", "maxLength": "max-length", "minLength": "min-length", "pattern": "pattern", "minimum": "minimum",
          "maximum": "maximum", "maxItems": "max-items"}


def name_of(reference):
    return reference.rsplit("/", 1)[1]


def is_left_out(name):
    prefixes, suffixes = LEFT_OUT
    return name.startswith(prefixes) or name.endswith(suffixes)


class Extract:
    def __init__(self, api, document):
        self.api = api
        self.document = document
        self.schemas = document["components"]["schemas"]
        self.enumerations = {}
        self.variants = set()

    def resolve(self, node):
        """Follows references within the file; references to other files end in {}."""
        while "$ref" in node:
            if not node["$ref"].startswith("#"):
                return {}
            target = self.document
            for part in node["$ref"][2:].split("/"):
                target = target[part]
            node = target
        return node

    def members(self, schema):
        """Properties and required names of an object schema, allOf flattened."""
        properties, required = {}, []
        for part in schema.get("allOf", []):
            more, also = self.members(self.resolve(part))
            properties.update(more)
            required += also
        properties.update(schema.get("properties", {}))
        required += schema.get("required", [])
        return properties, required

    def property(self, node):
        out = {}
        if "$ref" in node:
            self.refer(node["$ref"], out)
            return out
        choices = node.get("oneOf", []) + node.get("anyOf", [])
        for part in node.get("allOf", []) + choices:
            if "$ref" in part:
                self.refer(part["$ref"], out)
            else:
                out.update(self.property(part))
        if "type" in node:
            out.setdefault("type", node["type"])
        out.setdefault("type", "any")
        for word, ours in COPIED.items():
            if word in node:
                out[ours] = node[word]
        if "enum" in node:
            values = [value for value in node["enum"] if value not in ("", None)]
            if "" in node["enum"]:
                out["blank"] = True
            if values:
                out["values"] = values
        for word, ours in (("readOnly", "read-only"), ("writeOnly", "write-only"), ("nullable", "nullable")):
            if node.get(word):
                out[ours] = True
        if "items" in node:
            out["items"] = self.property(node["items"])
        return out

    def refer(self, reference, out):
        if not reference.startswith("#"):
            out.setdefault("type", "object")
            return
        name = name_of(reference)
        target = self.resolve({"$ref": reference})
        if name == "NullEnum":
            out["nullable"] = True
        elif name == "BlankEnum":
            out["blank"] = True
        elif "enum" in target:
            out["type"] = target.get("type", "string")
            out["enum"] = name
        elif "properties" in target or "allOf" in target or "discriminator" in target:
            out["type"] = "object"
            out["schema"] = name
        else:
            out.update(self.property(target))

    def choice(self, name, schema):
        """The flattened form of a discriminator, and the property it governs."""
        tag = schema["discriminator"]["propertyName"]
        mapping = schema["discriminator"].get("mapping")
        if not mapping:  # each variant is a whole schema of its own
            cases = {name_of(part["$ref"]): {"schema": name_of(part["$ref"])} for part in schema.get("oneOf", [])}
            properties = {}
            for case in cases.values():
                for key, node in self.members(self.schemas[case["schema"]])[0].items():
                    properties.setdefault(key, {"type": "any"} if key != tag else {"type": "string"})
            properties.setdefault(tag, {"type": "string"})
            properties[tag]["values"] = list(cases)
            return {"property": tag, "cases": cases}, properties
        own = set(schema.get("properties", {}))
        cases, properties = {}, {}
        for value, reference in mapping.items():
            variant = name_of(reference)
            self.variants.add(variant)
            case = {}
            for part in self.schemas[variant].get("allOf", []):
                if part.get("$ref", "").endswith("/" + name):
                    continue
                if "$ref" in part:
                    self.variants.add(name_of(part["$ref"]))
                for key, node in self.members(self.resolve(part))[0].items():
                    if key in own:
                        continue
                    if name.endswith("ZaakObject") and key == "betrokkeneIdentificatie":
                        key = "objectIdentificatie"
                    case = {"property": key, "schema": self.property(node)["schema"]}
                    properties[key] = {"type": "object", "by": tag}
            cases[value] = case
        return {"property": tag, "cases": dict(sorted(cases.items()))}, properties

    def schema(self, name, schema):
        out = {}
        properties, required = self.members(schema)
        listed = {key: self.property(node) for key, node in properties.items() if key != "_expand"}
        if "discriminator" in schema:
            out["choice"], more = self.choice(name, schema)
            listed.update(more)
        for key, entry in listed.items():
            if key in required and not entry.get("read-only"):
                entry["required"] = True
        out["properties"] = listed
        return out

    def item_of_list(self, schema):
        """Schema of the items when this answer is a list (bare array or page), else None."""
        schema = self.resolve(schema)
        if schema.get("type") == "array":
            return schema["items"]
        results = schema.get("properties", {}).get("results")
        return results.get("items") if results and results.get("type") == "array" else None

    def plain_name(self, node):
        """Name of a schema, without the mark of its expanded form."""
        if "$ref" not in node or not node["$ref"].startswith("#"):
            return None
        name = name_of(node["$ref"])
        for suffix in ("Expanded", "Embedded"):
            if name.endswith(suffix) and name[: -len(suffix)] in self.schemas:
                return name[: -len(suffix)]
        return name

    def operation(self, method, path, shared, node):
        out = {"call": method.upper() + " " + path}
        body = self.resolve(node.get("requestBody", {})).get("content", {})
        for kind in ("application/json", "multipart/form-data"):
            if kind in body:
                name = self.plain_name(body[kind].get("schema", {}))
                if name:
                    out["body"] = name
                if kind != "application/json":
                    out["content-type"] = kind
                break
        for status in ("200", "201"):
            answer = self.resolve(node.get("responses", {}).get(status, {})).get("content", {}).get("application/json")
            if answer:
                item = self.item_of_list(answer["schema"])
                name = self.plain_name(item if item is not None else answer["schema"])
                if name:
                    out["answer"] = name
                if item is not None:
                    out["list"] = True
        parameters = [self.resolve(parameter) for parameter in shared + node.get("parameters", [])]
        query = [parameter["name"] for parameter in parameters if parameter.get("in") == "query"]
        if query:
            out["query"] = query
        return out

    def vocabulary(self):
        schemas = {}
        for name, schema in self.schemas.items():
            if "enum" in schema:
                self.enumerations[name] = [value for value in schema["enum"] if value not in ("", None)]
            elif not is_left_out(name) and ("properties" in schema or "allOf" in schema or "discriminator" in schema):
                schemas[name] = self.schema(name, schema)
        for name in self.variants:
            schemas.pop(name, None)
        for name in ("BlankEnum", "NullEnum"):
            self.enumerations.pop(name, None)
        operations = []
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    operations.append(self.operation(method, path, item.get("parameters", []), item[method]))
        return {"enumerations": self.enumerations, "schemas": schemas, "operations": operations}


def write(target, header, vocabulary):
    """JSON with one property, enumeration or operation per line, so that differences read well."""

    def line(value):
        return json.dumps(value, ensure_ascii=False)

    out = ["{"]
    out += [f"  {line(key)}: {line(value)}," for key, value in header.items()]
    out.append('  "enumerations": {')
    out.append(",\n".join(f"    {line(k)}: {line(v)}" for k, v in sorted(vocabulary["enumerations"].items())))
    out.append('  },\n  "schemas": {')
    schemas = []
    for name, schema in sorted(vocabulary["schemas"].items()):
        lines = [f"    {line(name)}: {{"]
        if "choice" in schema:
            lines.append(f'      "choice": {{ "property": {line(schema["choice"]["property"])}, "cases": {{')
            cases = schema["choice"]["cases"].items()
            lines.append(",\n".join(f"        {line(k)}: {line(v)}" for k, v in cases))
            lines.append("      } },")
        lines.append('      "properties": {')
        lines.append(",\n".join(f"        {line(k)}: {line(v)}" for k, v in schema["properties"].items()))
        lines.append("      }\n    }")
        schemas.append("\n".join(lines))
    out.append(",\n".join(schemas))
    out.append('  },\n  "operations": [')
    out.append(",\n".join(f"    {line(operation)}" for operation in vocabulary["operations"]))
    out.append("  ]\n}\n")
    target.write_text("\n".join(out), encoding="utf-8")


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    default = pathlib.Path(__file__).resolve().parent.parent / "mappings" / "vocabulary"
    target = pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else default
    target.mkdir(parents=True, exist_ok=True)
    for name, (api, file) in SOURCES.items():
        raw = (folder / file).read_bytes()
        document = yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        header = {
            "about": "Gegenereerd door scripts/make-vocabulary.py; niet met de hand wijzigen.",
            "api": api,
            "version": document["info"]["version"],
            "source": f"{document['info']['title']} {document['info']['version']}, OpenAPI, VNG Realisatie (EUPL-1.2)",
            "source-sha256": hashlib.sha256(raw).hexdigest(),
        }
        if api == "zaken":
            header["corrections"] = CORRECTIONS
        write(target / f"{name}.json", header, Extract(api, document).vocabulary())


if __name__ == "__main__":
    main()
