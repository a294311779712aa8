"""The endpoint as the Python clients see it: where it is, how time jumps, and boto3 clients that are watched."""

import json
import os
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

import model

ENDPOINT = os.environ["ENDPOINT"]
ACCOUNT = "123456789012"
MIDDLE = 2**127

checked = {}


def http(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(ENDPOINT + path, data), timeout=30) as answer:
        return json.load(answer)


def advance(seconds):
    """Lets virtual time jump."""
    return http("/_lab/advance", {"seconds": seconds})


def state():
    return http("/_lab/state")


def client(service):
    """A boto3 client that tries each call once, and whose raw replies are held against the service model."""
    made = boto3.client(
        service, region_name="eu-central-1", endpoint_url=ENDPOINT, aws_access_key_id="any",
        aws_secret_access_key="any",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=30),
    )
    made.meta.events.register(f"before-parse.{service}", watch)
    return made


def watch(operation_model, response_dict, **_):
    name = operation_model.name
    checked[name] = checked.get(name, 0) + 1
    if name == "SubscribeToShard" and response_dict["status_code"] == 200:
        return
    faults = model.faults_of(
        operation_model, response_dict["status_code"], response_dict["headers"], response_dict["body"])
    assert not faults, f"{name}: {faults}\n{response_dict['body'][:2000]}"


def equal(found, wanted, what=""):
    assert found == wanted, f"{what}\n  found  {found!r}\n  wanted {wanted!r}"


def refused(call, error, text=None, **arguments):
    """The call is refused with this error of the client's own classes, and with AWS's text if one is given."""
    try:
        answer = call(**arguments)
    except ClientError as caught:
        found = caught.response["Error"]
        equal((found["Code"], caught.operation_name), (error, caught.operation_name), found["Message"])
        exceptions = call.__self__.exceptions
        if hasattr(exceptions, error):
            assert isinstance(caught, getattr(exceptions, error)), type(caught)
        if text is not None:
            equal(found["Message"], text)
        return found["Message"]
    raise AssertionError(f"not refused with {error}: {answer}")


def without_metadata(answer):
    equal(answer.pop("ResponseMetadata")["HTTPStatusCode"], 200)
    return answer
