//! The limits by era with their sources, and what the engine does not model.

use engine::era::Era;
use engine::kernel::units::{grouped, money};
use engine::limits::{ALL, Limit, SOURCES};
use engine::prices::{AS_OF, Item, Price};
use yew::prelude::*;

/// What a learner should not look for here.
const NOT_MODELLED: &[&str] = &[
    "A Lambda function that reads a stream: its code (what it does is said by settings), filters, tumbling windows, destinations but SQS, provisioned mode, the states Creating and Disabled, and several functions that share the concurrency of the account.",
    "The KCL with enhanced fan-out, its workers’ load (3.x), graceful hand-over, the deletion of rows of ended shards, and checkpoints within an aggregated record. DynamoDB is here for tables of leases only: one key, no indexes, no DeleteTable, and an on-demand table does not grow.",
    "KPL: its native process and the making of connections; tags; the synchronous API; its metrics by shard (here they are of the whole producer, as sums in its panel and by the minute). Its calls are answered after 10 ms, and a millisecond more for each ten records. Whoever aggregates by hand with put-record puts records: the ledger counts those as one each.",
    "The Connector Library’s emitters for Redshift and DynamoDB, ids of documents, and user models of one’s own. Of Analytics: any SQL but a count in a window, KPUs, schema discovery, snapshots and restarts. What tools of others do besides their calls: Spark’s jobs, NiFi’s flows, Flume’s channels, the topics of Kafka.",
    "Streams: AUTO record distribution, warm throughput, queues and channels, account settings and with them the 50 consumers of On-demand Advantage, tags of consumers, TagResource and its kin. An on-demand stream never shrinks here. Resource policies are kept and decide nothing; region and account in an ARN are not looked at, and a story may name a stream by its ARN in every era.",
    "IAM: conditions, boundaries, service control policies, trust policies, other accounts, key policies and grants, the policies of a function’s own role but for firehose:PutRecordBatch; whoever calls by hand or by the endpoint is one caller, who may do everything. KMS: the bytes of keys, rotation, cached data keys, aliases that move, the price of requests. Client-side encryption: one key for all, no key rings.",
    "Firehose: ORC in the browser, arrays and structs in columns, other destinations than S3, Redshift, OpenSearch, Splunk and HTTP endpoints. How AWS makes the ids of documents and the random string of a prefix is its secret; ours are record ids and letters. The date letters z, O, p, B, v and g of a prefix; time zones as they were before 2026. The states CREATING_FAILED and DELETING_FAILED; records of the KPL by Direct PUT, and the keys of those within one.",
    "Redshift, OpenSearch, Splunk: they take records, count them and can fail; nothing is queried in them.",
    "Lambda: the functions here are twelve blueprints written in Rust, and yours in JavaScript. A blueprint that unpacks more than 64 MiB from a record fails. Yours has what transforms need of Node.js: Buffer, console.log, TextDecoder, timers, require of buffer, zlib (the Sync calls for gzip, deflate and deflateRaw) and, of @aws-sdk/client-firehose, PutRecordCommand and PutRecordBatchCommand, which put records into its own delivery stream. It has no other modules, import, eval, files, network or environment, and the browser’s clock. Each invocation begins anew, as in a cold start. Only the page runs it: the endpoint takes no function with a source, and says so.",
    "S3: versions, lifecycles, permissions.",
    "CloudWatch: a stream’s metrics by the second are true per-second values; the real ones are sums over a minute and arrive late. They stand beside them, as do those of a delivery stream, a function, a KPL, a KCL application, an agent and a table; without dimensions. IteratorAgeMilliseconds by the second counts answers with records, by polling and by fan-out; the real one counts every GetRecords that succeeds, and fan-out has a metric of its own.",
    "Network: other calls than those of the KPL take no time of their own. Calls of producers and agents are lost where you say so (`fault producer NAME losing-answers`), those of readers, of managed services and of the terminal never. Nobody else uses your account.",
    "The AWS CLI's --query and --output table or text, files as arguments, and following of further pages; here it knows subscribe-to-shard, which the real one does not.",
    "The bill: tiers, free tiers, taxes, savings plans, data transfer, prices as they were; storage in S3, hours of JQ, KMS, CloudWatch’s own calls and the custom metrics of KPL, KCL and agent, and what GetRecords by hand gives of an on-demand stream.",
];

/// Where AWS is silent; the code marks each with `Modelling choice:`.
const CHOICES: &[&str] = &[
    "An event source mapping is Enabled at once, calls GetRecords once a second on each shard and keeps up to 10,000 records of it ready. With a ParallelizationFactor the lane of a record is the MD5 of its partition key modulo the factor. A failed batch comes again after 1 s, then 2 s, up to 60 s; halves of a batch come at once and begin to count anew. The function stops at a poison record; what it had worked on before is counted as worked on twice. What came within an exam's years (ReportBatchItemFailures in December 2020) is there in all of its era.",
    "Roles: each action is allowed on everything at first. A change of a policy or of a key holds at once (AWS: within seconds, and a data key that is cached may serve some minutes longer). A key is there when it is named first, and its alias may stand where AWS wants its id. An answer of GetRecords, and a push, ends before the first record that the reader may not decrypt; if that is the first, the call is refused. A VPC endpoint is a fact on the wire and changes nothing.",
    "A call that is lost, or whose answer is, is waited for until the client’s time-out: 50 s of the AWS SDK for Java 1.x, 30 s of 2.x, 6 s of the KPL, 50 s of the Kinesis Agent. Then all of it is put again, if a retry is left; the producer goes on meanwhile, an agent waits.",
    "A polling consumer writes its bookmarks at once and for nothing, to a place that is always there. Without `checkpoint` it writes none.",
    "Each record has a unique id in its data, given before the first try: a sink by id knows a twin by it. What was put by hand is known by its data.",
    "A record counts as out of order if it was put again, its stream did not have it before, and the reader had got a newer one of its producer and key.",
    "A shard's write limits are token buckets with one second's worth, refilled all the time. A quiet shard, and one that is new, can take a burst of that size before it refuses.",
    "A record of more than 1 MiB, where the stream allows it, passes once the shard has saved a full second, and takes it into debt: so the mean stays 1 MiB/s.",
    "A new stream is ACTIVE after 2 s, a split or merge takes 30 s, a change of encryption 5 s, a new consumer 2 s; a deleted stream is gone after 2 s. A delivery stream is ACTIVE after 1 s, and until then a put to it finds nothing; what a scene begins with is there at once.",
    "MillisBehindLatest is the arrival of the newest record minus that of the last one returned, for GetRecords and for fan-out.",
    "The end of a closed shard comes with an empty answer after its last records.",
    "Reading: after an answer of the full 10 MiB calls throw for 5 s; otherwise a reader may overdraw 2 MiB/s once, and then calls throw until it is paid back.",
    "A polling consumer keeps its period exactly, without the drift of real machines, as long as it gets what it asks for. After a throttled call its next five polls come at random, half a period to one and a half apart, much as the SDK’s jittered back-off: so several that share a full shard take turns. Firehose keeps its second.",
    "Fan-out: a shard saves nothing up for a consumer; a backlog leaves at exactly 2 MiB/s. A record is pushed 70 ms after it was put, which AWS states as a mean.",
    "A stream that is UPDATING takes registrations of consumers.",
    "UpdateShardCount walks from the lowest hash key upwards: it cuts at each target border and merges up to it. Each step takes 30 s, as by hand: in the eras 2018 and 2020 one after the other, today all at once that do not wait for one another, so a doubling takes 30 s. A target equal to the count evens out the ranges and counts as a call. Borders that lie within 2³² hash keys count as the same.",
    "On-demand: a shard whose mean over a full minute was above half of its limits is split 15 minutes after that minute began, all such shards in one instant. The stream stays ACTIVE meanwhile.",
    "Setting the mode that a stream has already does nothing and counts for nothing.",
    "A rate of the control plane is counted for calls that are taken, and for all calls that only look.",
    "A PutRecord by hand that a full shard refuses is an error to its caller, and changes nothing: no metric counts it. What producers are refused is counted.",
    "Records of a deleted stream count as expired.",
    "A member of a call that came after the era is refused with its date; AWS would ignore it.",
    "Where AWS publishes no text of an error, the name is AWS's and the sentence ours.",
    "A transform takes 40 ms and 20 µs a record, an S3 PUT, a bulk request or a POST 100 ms, a COPY 2 s. A failed invocation is tried again after 1 s. Your own function takes that long too, however long it really ran: but after 2 real seconds it is ended, and counts as timed out after 5 minutes.",
    "The buffer of a transform counts data alone, but an invocation is sent before its JSON would outgrow the 6 MB that Lambda takes.",
    "A transform has as many invocations in flight as AWS allows: five for each open shard of the source, ten for Splunk. Here that bounds all shards together, and Direct PUT counts as one shard. While a flushed buffer waits for one, nothing more is read from the source. A failed invocation keeps its place until its last attempt.",
    "A place that is slow takes 90 s for each object, COPY or request. A domain in maintenance answers like one that cannot be reached. In 2018 and 2020, and of a domain of Elasticsearch, the codes of a domain begin with ES; AWS’s guides of those years have no table of them.",
    "Failed records wait in a buffer of their own, under the hints of the bucket that they go to.",
    "A bucket, table, domain or collector that a delivery stream names is made if it is missing. COPY loads one row for each record.",
    "An object that S3 does not take is tried again after 5, 10, 20 … seconds, then every five minutes, and a last time when its day is over. Redshift, OpenSearch, Splunk and HTTP endpoints are tried every five minutes.",
    "While delivery falls behind, the buffer of data doubles with each failed attempt, up to the largest size that the destination allows.",
    "Missing and doubled record ids fail alone; an unknown status or bad base64 spoils the whole answer: four attempts in the eras 2018 and 2020, one today. Its sentences are spelt as in AWS’s guide (“record IDs”); some files write “Ids”.",
    "The folder of failed documents has an underscore, its error-output-type a hyphen. A plain prefix and the date have no slash between them. AppendDelimiterToRecord puts a line feed between records and none behind the last.",
    "All lanes of a scene have one length of time, so that lag can be compared. Beside a busy stream, whose lanes show seconds, a quiet one may look empty though it holds records: its numbers tell.",
    "KPL: RecordMaxBufferedTime is the whole wait of a user record that is alone: a fifth of it, at most 50 ms, is kept for collection. A user record larger than AggregationMaxSize goes by itself and is collected with the others.",
    "KPL: when an aggregated record went to another shard than was predicted, and one of its user records does not belong there, all of it is put again. A reader that takes records apart drops the first; a plain one and Firehose see both.",
    "KPL: the answer to ListShards is there at once; until it knows the shards it aggregates nothing. RateLimit's buckets begin full.",
    "KPL: a producer that is stopped ends without flushSync, so what its KPL holds is lost; one that is pointed at another stream takes what it holds along.",
    "A producer's back-off doubles exactly, without the jitter of the real SDK: 2 s, 4 s, 8 s.",
    "A Kinesis Agent makes one call of a flow at a time, which takes no time, and its back-off doubles exactly from 100 ms to 10 s. Its checkpoint moves when a whole buffer was taken: killed and started again it loses nothing, and sends once more only what a throttled call had had taken in part. Without a checkpoint END_OF_FILE begins at the end again, as its source does. multiLineStartPattern is a beginning here, not a regular expression; rotated files are kept until they are sent.",
    "A subscription of CloudWatch Logs gathers the log events of a log stream for a second, or 256 KiB, into one record; AWS publishes no number. What is throttled is tried again for 24 hours, after 1, 2, 4 … 60 s; another error is not. The log stream is the partition key, or a random one.",
    "An IoT rule tries three times more what was throttled, after 1, 2 and 4 s, then its error action has it; AWS publishes no number. MQTT itself, batchMode, several actions, and functions but topic(), timestamp() and newuuid() are not modelled.",
    "Success of a delivery is a percentage of the attempts of a minute, and a failure folder is no delivery. The error log of a delivery stream is always on; the same line at the same instant is written once.",
    "What is brought in by hand: COPY and the bulk request take no time; the script that puts records again waits 100 ms after a call, and 1 s after one that was throttled. The objects stay in their folder.",
    "KCL: a throttled renewal waits for the next one, 3.3 s later, and a throttled checkpoint 3 s, as in AWS’s sample; the SDK’s retries within a call are not played. A worker that is taken away ends as one that crashes, and one that is started again is another owner. The first running worker syncs the shards; no worker takes the lease of a shard that has ended. A table is CREATING or UPDATING for 5 s, and saves unused capacity from then on.",
    "The bill counts hours to the second, shards while they are open, and a stream from when it is made until it is gone. AWS says so of fan-out consumers; of shards and of DynamoDB’s capacity it says “at an hourly rate”.",
    "A PUT payload unit is 25 KB of 1,024 bytes of a record’s data, without its key; an aggregated record is one record. Firehose bills records as they come, before they are taken apart.",
    "Connector Library: a call of its emitter takes 100 ms, what it writes is there after half of that, and a checkpoint follows the answer. An empty buffer at the end of a shard writes no file. IFilter’s share is taken evenly by the records’ numbers, so it keeps the same ones whenever they are read. Its workers’ table is made like any other of the KCL.",
    "Analytics: a window begins at a multiple of its length in UTC, and one by reading time closes on the instant at which it ends; of rows by arrival there is one watermark, the newest arrival read. Rows of one instant are counted one after the other. It calls GetRecords once a second unless it is told otherwise, and puts rows again until they are taken.",
    "Weeks of an index begin on Sunday and are counted as AWS's rule says, which its own example does not follow.",
];

#[derive(Properties, PartialEq)]
pub struct ReferenceProps {
    /// Of the scene: its column is the chosen one at first.
    pub era: Era,
}

#[function_component]
pub fn Reference(props: &ReferenceProps) -> Html {
    let chosen = use_state(|| props.era);
    let chip = |era: Era| {
        let state = chosen.clone();
        let pressed = (*chosen == era).to_string();
        html! { <button type="button" aria-pressed={pressed} onclick={move |_| state.set(era)}>{ format!("{} · {}", era.name(), era.exam()) }</button> }
    };
    let column = |era: &Era| classes!("n", "of-era", (*era == *chosen).then_some("on"));
    html! {
        <div class="wrap">
            <h1>{ "Reference" }</h1>
            <h2>{ "Limits by era" }</h2>
            <p>{ "Every limit that the engine enforces. Each number has a source; where AWS publishes none, the row says “modelled”." }</p>
            <div class="chips" role="group" aria-label="Era">{ for Era::ALL.map(chip) }</div>
            <div class="scroll-x eras" tabindex="0" role="group" aria-label="Limits by era">
                <table class="grid">
                    <thead><tr>
                        <th scope="col">{ "what" }</th><th scope="col">{ "unit" }</th>
                        { for Era::ALL.iter().map(|era| html! { <th scope="col" class={column(era)}>{ format!("{} · {}", era.name(), era.exam()) }</th> }) }
                        <th scope="col">{ "source" }</th>
                    </tr></thead>
                    <tbody>{ for ALL.iter().map(|limit| row(limit, &column)) }</tbody>
                </table>
            </div>
            <h2>{ "Prices" }</h2>
            <p>{ format!("What a bill counts: list prices of us-east-1, {AS_OF}, in every era. The numbers are AWS’s price list as known to us.") }</p>
            <div class="scroll-x" tabindex="0" role="group" aria-label="Prices">
                <table class="grid">
                    <thead><tr>
                        <th scope="col">{ "what" }</th><th scope="col">{ "price" }</th><th scope="col">{ "rule" }</th>
                        <th scope="col">{ "source" }</th>
                    </tr></thead>
                    <tbody>{ for Item::ALL.iter().map(|item| price(item.price(), *chosen)) }</tbody>
                </table>
            </div>
            { super::addresses::sections() }
            <h2>{ "Sources" }</h2>
            <dl>{ for SOURCES.iter().map(|(letters, source)| html! { <><dt><b>{ *letters }</b></dt><dd>{ *source }</dd></> }) }</dl>
            <h2>{ "What the engine does not model" }</h2>
            <ul>{ for NOT_MODELLED.iter().map(|text| html! { <li>{ *text }</li> }) }</ul>
            <h2>{ "Choices of ours where AWS is silent" }</h2>
            <ul>{ for CHOICES.iter().map(|text| html! { <li>{ *text }</li> }) }</ul>
            <p class="mut">{ "Shardlab is not affiliated with Amazon Web Services." }</p>
        </div>
    }
}

fn price(price: &Price, era: Era) -> Html {
    html! {
        <tr>
            <th scope="row">{ format!("{}: {}", price.service.name(era), price.what) }</th>
            <td>{ format!("{} per {}", money(price.nano), price.unit) }</td>
            <td>{ price.rule }</td>
            <td>{ price.source }</td>
        </tr>
    }
}

fn row(limit: &Limit, column: &dyn Fn(&Era) -> Classes) -> Html {
    let values = limit.by_era;
    let cell = |(i, value): (usize, &u64)| {
        let changed = i > 0 && values[i - 1] != *value;
        html! {
            <td class={column(&Era::ALL[i])}>
                if *value == 0 && limit.unit != "s" {
                    { "–" }<span class="sr">{ " none stated" }</span>
                } else if changed { <b>{ grouped(*value) }</b><span class="sr">{ " changed" }</span> } else { { grouped(*value) } }
            </td>
        }
    };
    html! {
        <tr>
            <th scope="row">{ limit.meaning }{ if limit.modelled { " · modelled" } else { "" } }</th>
            <td class="unit" style="white-space:nowrap">{ limit.unit }</td>
            { for values.iter().enumerate().map(cell) }
            <td><span class="phone-only">{ "Source:\u{a0}" }</span>{ limit.source }</td>
        </tr>
    }
}
