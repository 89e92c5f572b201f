"""`$metadata`: the actor's world as CSDL 4.0 XML or CSDL 4.01 JSON, and the service document.

What he may not read is not there. Labels are descriptions, what the system fills in is marked as computed; the terms
are written in full, for some clients know no alias.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from artel.platform.api.entities import EntityType, Property, World

NAMESPACE = "Artel"
CONTAINER = "Container"
EDMX = "http://docs.oasis-open.org/odata/ns/edmx"
EDM = "http://docs.oasis-open.org/odata/ns/edm"
CORE = "Org.OData.Core.V1"
CORE_ADDRESS = "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/Org.OData.Core.V1.xml"
FACETS: Mapping[str, Mapping[str, str]] = {
    "Edm.Decimal": {"Precision": "21", "Scale": "6"},
    "Edm.DateTimeOffset": {"Precision": "6"},
}


def service_document(world: World, root: str) -> dict[str, Any]:
    """Return the list of entity sets."""
    sets = [{"name": e.name, "kind": "EntitySet", "url": e.name, "title": _title(e)} for e in world.entities()]
    return {"@odata.context": f"{root}$metadata", "value": sets}


def metadata_xml(world: World) -> bytes:
    """Return the world as CSDL XML."""
    ET.register_namespace("edmx", EDMX)
    document = ET.Element(f"{{{EDMX}}}Edmx", Version="4.0")
    reference = ET.SubElement(document, f"{{{EDMX}}}Reference", Uri=CORE_ADDRESS)
    ET.SubElement(reference, f"{{{EDMX}}}Include", Namespace=CORE)
    services = ET.SubElement(document, f"{{{EDMX}}}DataServices")
    schema = ET.SubElement(services, "Schema", xmlns=EDM, Namespace=NAMESPACE)
    entities = world.entities()
    for entity in entities:
        _type_xml(schema, entity, world)
    container = ET.SubElement(schema, "EntityContainer", Name=CONTAINER)
    for entity in entities:
        element = ET.SubElement(container, "EntitySet", Name=entity.name, EntityType=_qualified(entity.name))
        for name, target in _relations(entity).items():
            ET.SubElement(element, "NavigationPropertyBinding", Path=name, Target=target)
    return bytes(ET.tostring(document, encoding="utf-8", xml_declaration=True))


def _type_xml(schema: ET.Element, entity: EntityType, world: World) -> None:
    element = ET.SubElement(schema, "EntityType", Name=entity.name)
    ET.SubElement(ET.SubElement(element, "Key"), "PropertyRef", Name="id")
    for found in entity.properties.values():
        facts = {"Name": found.name, "Type": found.edm, **FACETS.get(found.edm, {})}
        if not found.is_nullable:
            facts["Nullable"] = "false"
        child = ET.SubElement(element, "Property", facts)
        for term, value in _annotations(found).items():
            facet = {"Bool": "true"} if value is True else {"String": str(value)}
            ET.SubElement(child, "Annotation", {"Term": f"{CORE}.{term}", **facet})
    for name, target in entity.references.items():
        facts = {"Name": name, "Type": _qualified(target), **_partner(world, entity, name, target)}
        child = ET.SubElement(element, "NavigationProperty", facts)
        ET.SubElement(child, "ReferentialConstraint", Property=f"{name}_id", ReferencedProperty="id")
    for name, detail in entity.details.items():
        facts = {"Name": name, "Type": f"Collection({_qualified(detail.section)})", "Partner": detail.field}
        ET.SubElement(element, "NavigationProperty", facts)


def metadata_json(world: World) -> dict[str, Any]:
    """Return the world as CSDL JSON."""
    entities = world.entities()
    types = {entity.name: _type_json(entity, world) for entity in entities}
    container: dict[str, Any] = {"$Kind": "EntityContainer"}
    for entity in entities:
        container[entity.name] = {
            "$Collection": True,
            "$Type": _qualified(entity.name),
            "$NavigationPropertyBinding": _relations(entity),
        }
    return {
        "$Version": "4.01",
        "$EntityContainer": f"{NAMESPACE}.{CONTAINER}",
        "$Reference": {CORE_ADDRESS: {"$Include": [{"$Namespace": CORE}]}},
        NAMESPACE: {**types, CONTAINER: container},
    }


def _type_json(entity: EntityType, world: World) -> dict[str, Any]:
    found: dict[str, Any] = {"$Kind": "EntityType", "$Key": ["id"]}
    for known in entity.properties.values():
        facts = _form_of(known.edm)
        facts |= {f"${facet}": int(value) for facet, value in FACETS.get(known.edm, {}).items()}
        if known.is_nullable:
            facts["$Nullable"] = True
        found[known.name] = facts | {f"@{CORE}.{term}": value for term, value in _annotations(known).items()}
    for name, target in entity.references.items():
        found[name] = {
            "$Kind": "NavigationProperty",
            "$Type": _qualified(target),
            "$Nullable": True,
            "$ReferentialConstraint": {f"{name}_id": "id"},
            **{f"${key}": value for key, value in _partner(world, entity, name, target).items()},
        }
    for name, detail in entity.details.items():
        found[name] = {
            "$Kind": "NavigationProperty",
            "$Collection": True,
            "$Type": _qualified(detail.section),
            "$Partner": detail.field,
        }
    return found


def _form_of(edm: str) -> dict[str, Any]:
    """Return how CSDL JSON says a type: a text goes without saying."""
    element = edm.removeprefix("Collection(").removesuffix(")")
    found: dict[str, Any] = {} if element == "Edm.String" else {"$Type": element}
    return found if element == edm else {"$Collection": True, **found}


def _partner(world: World, entity: EntityType, name: str, target: str) -> dict[str, str]:
    details = world.entity(target).details
    partner = next((n for n, d in details.items() if (d.section, d.field) == (entity.name, name)), None)
    return {"Partner": partner} if partner else {}


def _relations(entity: EntityType) -> dict[str, str]:
    return {**entity.references, **{name: detail.section for name, detail in entity.details.items()}}


def _annotations(known: Property) -> dict[str, object]:
    found: dict[str, object] = {}
    if known.field is not None:
        found["Description"] = known.field.label.text()
    # The key speaks for itself; python-odata stumbles over a computed one.
    if known.is_computed and known.name != "id":
        found["Computed"] = True
    return found


def _title(entity: EntityType) -> str:
    return entity.spec.label.text() if entity.spec is not None else entity.name


def _qualified(name: str) -> str:
    return f"{NAMESPACE}.{name}"
