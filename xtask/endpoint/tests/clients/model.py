"""Holds a raw reply against botocore's own service model, which is AWS's: shapes, required members, errors."""

import base64
import binascii
import json

# Errors that any operation may answer, though no operation names them.
COMMON = {
    "InternalFailure", "SerializationException", "ThrottlingException", "UnknownOperationException",
    "ValidationException",
}

# The model says "at least one", and AWS itself answers `"ShardLevelMetrics": []`, `"FailedRecordCount": 0` and `"NumberOfDecreasesToday": 0`: so do
# the examples of its reference.
MAY_BE_EMPTY = {"MetricsNameList", "PositiveIntegerObject", "PositiveLongObject"}


def faults_of(operation, status, headers, body):
    """What is wrong with a raw reply: sentences, none if it is as AWS's model says."""
    if not headers.get("x-amzn-requestid"):
        return ["no x-amzn-RequestId"]
    if not headers.get("x-amz-id-2"):
        return ["no x-amz-id-2"]
    if operation.service_model.metadata["protocol"] == "rest-json":
        return rest_faults(operation, status, headers, body)
    if headers.get("content-type") != "application/x-amz-json-1.1":
        return [f"content type {headers.get('content-type')}"]
    if status != 200:
        return error_faults(operation, status, json.loads(body))
    if operation.output_shape is None or not operation.output_shape.members:
        return [] if body == b"" else [f"a body where AWS sends none: {body[:80]!r}"]
    return shape_faults(operation.output_shape, json.loads(body), operation.name)


def rest_faults(operation, status, headers, body):
    """The same of a service whose calls are paths: an error has its own status, and its name in a header."""
    if headers.get("content-type") != "application/json":
        return [f"content type {headers.get('content-type')}"]
    name = headers.get("x-amzn-errortype")
    if name is None:
        wanted = operation.http.get("responseCode", 200)
        return ([] if status == wanted else [f"status {status}, and {wanted} is wanted"]) + shape_faults(
            operation.output_shape, json.loads(body), operation.name)
    said = json.loads(body)
    modelled = {shape.error_code: shape for shape in operation.error_shapes}
    if name not in modelled:
        return [] if name in COMMON and status == 400 else [f"{name} is no error of {operation.name}"]
    shape = modelled[name]
    wanted = shape.metadata["error"]["httpStatusCode"]
    faults = [] if status == wanted else [f"{name} with status {status}, and {wanted} is wanted"]
    return faults + [f"{name} has no member {member}" for member in said if member not in shape.members]


def error_faults(operation, status, body):
    name = body.get("__type")
    modelled = {shape.error_code for shape in operation.error_shapes}
    faults = []
    if name not in modelled | COMMON:
        faults.append(f"{name} is no error of {operation.name}: {sorted(modelled)}")
    if status != (500 if name == "InternalFailure" else 400):
        faults.append(f"{name} with status {status}")
    text = "Message" if name == "SerializationException" else "message"
    if set(body) != {"__type", text}:
        faults.append(f"members of an error: {sorted(body)}")
    elif not body[text]:
        faults.append(f"{name} without a text")
    return faults


def shape_faults(shape, value, path):
    """All that keeps a JSON value from being of a shape, nested as deep as it goes."""
    kind = shape.type_name
    if kind == "structure":
        return structure_faults(shape, value, path)
    if kind == "list":
        if not isinstance(value, list):
            return [f"{path} is no list: {value!r}"]
        return bounds(shape, len(value), path) + [
            fault for i, item in enumerate(value) for fault in shape_faults(shape.member, item, f"{path}[{i}]")
        ]
    if kind == "map":
        if not isinstance(value, dict):
            return [f"{path} is no map: {value!r}"]
        return [
            fault for key, item in value.items()
            for fault in shape_faults(shape.key, key, f"{path} key") + shape_faults(shape.value, item, f"{path}.{key}")
        ]
    if kind == "string":
        if not isinstance(value, str):
            return [f"{path} is no string: {value!r}"]
        if getattr(shape, "enum", None) and value not in shape.enum:
            return [f"{path} = {value!r} is none of {shape.enum}"]
        return bounds(shape, len(value), path)
    if kind == "blob":
        try:
            return bounds(shape, len(base64.b64decode(value, validate=True)), path)
        except (binascii.Error, TypeError, ValueError):
            return [f"{path} is no base64: {value!r}"]
    if kind in ("integer", "long"):
        whole = isinstance(value, int) and not isinstance(value, bool)
        return bounds(shape, value, path) if whole else [f"{path} is no whole number: {value!r}"]
    if kind == "boolean":
        return [] if isinstance(value, bool) else [f"{path} is no boolean: {value!r}"]
    if kind == "timestamp":
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        # Seconds of this century: milliseconds would be far beyond.
        return [] if number and 1e9 < value < 1e10 else [f"{path} is no time in seconds: {value!r}"]
    return [f"{path}: the checker does not know {kind}"]


def structure_faults(shape, value, path):
    if not isinstance(value, dict):
        return [f"{path} is no structure: {value!r}"]
    faults = [f"{path}.{name} is required" for name in shape.required_members if value.get(name) is None]
    for name, item in value.items():
        if name not in shape.members:
            faults.append(f"{path}.{name} is unknown to AWS")
        # AWS leaves out what has no value; a null is read like that by every SDK, but is not what AWS sends,
        # with one exception that its reference names.
        elif item is None:
            if name not in ("NextShardIterator", "ContinuationSequenceNumber"):
                faults.append(f"{path}.{name} is null")
        else:
            faults += shape_faults(shape.members[name], item, f"{path}.{name}")
    return faults


def bounds(shape, size, path):
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least and shape.name not in MAY_BE_EMPTY:
        return [f"{path}: {size} is below {least}"]
    if most is not None and size > most:
        return [f"{path}: {size} is above {most}"]
    return []


def self_test(kinesis):
    """The checker finds what is wrong: else a green run would say nothing."""
    operation = kinesis.operation_model("DescribeStreamSummary")
    put = kinesis.operation_model("PutRecord")
    good = {
        "ShardId": "shardId-000000000000", "SequenceNumber": "4959", "EncryptionType": "NONE",
    }
    assert shape_faults(put.output_shape, good, "x") == []
    for spoiled in (
        {**good, "Colour": "red"}, {**good, "EncryptionType": "ROT13"}, {**good, "ShardId": 1},
        {"ShardId": "shardId-000000000000"}, {**good, "SequenceNumber": None}, [],
    ):
        assert shape_faults(put.output_shape, spoiled, "x"), spoiled
    assert error_faults(put, 400, {"__type": "ExpiredIteratorException", "message": "x"})
    assert error_faults(put, 400, {"__type": "ResourceNotFoundException", "Message": "x"})
    assert error_faults(put, 500, {"__type": "ResourceNotFoundException", "message": "x"})
    assert error_faults(put, 400, {"__type": "ResourceNotFoundException", "message": "x"}) == []
    assert shape_faults(operation.output_shape, {}, "x")
