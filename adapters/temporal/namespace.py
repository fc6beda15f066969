"""What a namespace needs before Tandem can work in it."""

from collections.abc import Mapping
from datetime import timedelta

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import (
    AddSearchAttributesRequest,
    ListSearchAttributesRequest,
)
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, UpdateNamespaceRequest
from temporalio.client import Client

from domain.errors import TandemError

KEPT = timedelta(
    days=90
)  # how long an ended workflow can still be looked at; a new server says 1 day
TYPES = {
    "Bool": IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
    "Datetime": IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    "Double": IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
    "Int": IndexedValueType.INDEXED_VALUE_TYPE_INT,
    "Keyword": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    "KeywordList": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
    "Text": IndexedValueType.INDEXED_VALUE_TYPE_TEXT,
}


class SearchAttributeClash(TandemError):
    """A search attribute is registered with another type."""

    code = "search_attribute_clash"


async def prepare(client: Client, search_attributes: Mapping[str, str]) -> None:
    """Register what is missing and keep ended workflows for long; harmless to repeat."""
    await register(client, search_attributes)
    await _keep_ended_workflows(client)


async def register(client: Client, search_attributes: Mapping[str, str]) -> None:
    """Register the search attributes that are missing; raises `SearchAttributeClash`."""
    wanted = {name: TYPES[kind] for name, kind in search_attributes.items()}
    known = await _known(client)
    for name in wanted.keys() & known.keys():
        if wanted[name] != known[name]:
            raise SearchAttributeClash(
                f"The search attribute {name} is registered with another type than"
                f" {search_attributes[name]}."
            )
    if missing := {name: kind for name, kind in wanted.items() if name not in known}:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
        )


async def _known(client: Client) -> dict[str, "IndexedValueType.ValueType"]:
    answer = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    return dict(answer.custom_attributes)


async def _keep_ended_workflows(client: Client) -> None:
    service, name = client.workflow_service, client.namespace
    described = await service.describe_namespace(DescribeNamespaceRequest(namespace=name))
    if described.config.workflow_execution_retention_ttl.ToTimedelta() < KEPT:
        kept = Duration(seconds=int(KEPT.total_seconds()))
        config = NamespaceConfig(workflow_execution_retention_ttl=kept)
        await service.update_namespace(UpdateNamespaceRequest(namespace=name, config=config))
