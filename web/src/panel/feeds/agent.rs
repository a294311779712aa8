//! The Kinesis Agent: its files with the places to which it has read and sent, its buffers, its faults.

use engine::command::FeedSetting;
use engine::command::feed::{FeedAct, Initial, LogFormat, PartitionBy, Process};
use engine::kernel::Span;
use engine::kernel::units::grouped;
use engine::limits;
use engine::payload::{LineKind, Lines};
use engine::view::{AgentView, LogFileView, View};
use yew::prelude::*;

use super::{Hand, became};
use crate::panel::field::Field;
use crate::panel::worded::{Worded, worded};
use crate::panel::{bad, kick, kick_as_it_is, meter, row};
use crate::prose;
use crate::update::adding;

pub fn show(agent: &AgentView, hand: &Hand<'_>) -> Html {
    let seconds = |us: u64| format!("{}.{} s", us / 1_000_000, us % 1_000_000 / 100_000);
    let some = |name: &str, n: u64| (n > 0).then(|| row(name, grouped(n)));
    html! {
        <>
            if !agent.running {
                <p class="note bad">{ "The agent's process is down. The application writes on; nothing is read or sent." }</p>
            }
            <div class="btns">
                if agent.running {
                    { hand.act("btn bad", "Kill the agent", FeedAct::Crash) }
                } else {
                    { hand.act("btn pri", "Start it again", FeedAct::Heal) }
                }
                { hand.act("btn", "Rotate the file", FeedAct::Rotate) }
            </div>
            { kick_as_it_is(&format!("{} · on {}", agent.file, agent.host)) }
            { for agent.files.iter().rev().map(file) }
            { row("lines written", grouped(agent.written)) }
            { bad("not read yet", grouped(agent.unread), agent.full_buffers >= 100) }
            { row("in buffers", format!("{} lines", grouped(agent.buffered))) }
            { row("sent", format!("{} lines in {} records", grouped(agent.lines_sent), grouped(agent.records_sent))) }
            { row("checkpoint", agent.checkpoint.map_or("none yet".to_owned(), |at| format!("line {}", grouped(at)))) }
            { for some("there before the agent", agent.skipped) }
            { for some("passed over: LOGTOJSON", agent.filtered) }
            { for some("sent once more", agent.repeated) }
            { for some("will be sent once more", agent.repeats_due) }
            { for some("records cut", agent.truncated) }
            { kick("Buffers") }
            { row("being filled", format!("{} of {} records", grouped(agent.filling), grouped(agent.buffer_records))) }
            { meter("records in the buffer", agent.filling, agent.buffer_records) }
            { for agent.sends_in_us.map(|us| row("old enough in", seconds(us))) }
            { for some("full, waiting", agent.full_buffers) }
            { for agent.retry_in_us.map(|us| row("tries again in", seconds(us))) }
            { became("A line of the file", agent.last_lines.as_ref()) }
            { became("The record it became", agent.last_record.as_ref()) }
            { kick("CloudWatch · AWSKinesisAgent") }
            { row("BytesSent", prose::bytes(agent.bytes_sent)) }
            { row("RecordSendAttempts", grouped(agent.attempts)) }
            { row("RecordSendErrors", grouped(agent.errors)) }
            { row("ServiceErrors", grouped(agent.service_errors)) }
        </>
    }
}

/// A file with the part that was read.
fn file(file: &LogFileView) -> Html {
    let says = if file.current { "written to" } else { "rotated" };
    html! {
        <div class="logfile">
            { row(&format!("{} · {says}", file.name), format!("{} lines · {}", grouped(file.lines), prose::bytes(file.bytes))) }
            { meter(&format!("{}: lines read", file.name), file.lines_read, file.lines.max(1)) }
            <small class="mut">
                { format!("read to line {} · sent to line {}", grouped(file.lines_read), grouped(file.lines_kept)) }
            </small>
        </div>
    }
}

pub fn settings(agent: &AgentView, hand: &Hand<'_>, view: &View) -> Html {
    let (era, name) = (view.era, adding::free(view, "agent"));
    let lines = LineKind::ALL.into_iter().filter(|kind| *kind != LineKind::Filler);
    let lines = lines.map(|kind| (kind.word().to_owned(), Lines::of(kind))).collect();
    let mut process = vec![Process::None, Process::SingleLine];
    process.push(Process::CsvToJson {
        names: ["order", "customer", "amount", "country"].map(str::to_owned).to_vec(),
        delimiter: ",".to_owned(),
    });
    process.extend(LogFormat::ALL.map(Process::LogToJson));
    let process = process.into_iter().map(|it| (it.to_string(), it)).collect();
    let initial = [Initial::EndOfFile, Initial::StartOfFile].map(|it| (it.word().to_owned(), it)).to_vec();
    let partition =
        [PartitionBy::Random, PartitionBy::Deterministic].map(|it| (it.word().to_owned(), it)).to_vec();
    let most = limits::AGENT_BUFFER_AGE_MAX.at(era) / 1_000;
    let begins = FeedSetting::MultiLine(agent.multiline.clone()).to_string();
    let file = FeedSetting::File("/var/log/other.log*".to_owned());
    let another = format!("host {} file {file} existing 0", agent.host);
    html! {
        <>
            { hand.choice(("lines", "Lines"), &agent.lines, lines, FeedSetting::Lines) }
            { hand.choice(("process", "dataProcessingOptions"), &agent.process, process, FeedSetting::Process) }
            { hand.words("multiline", &Worded {
                id: "multiline", label: "multiLineStartPattern", forms: "how a first line begins, in quotes; or none", now: &begins,
            }) }
            { hand.words("rotate", &Worded {
                id: "rotate", label: "Rotation", forms: "a time such as 10m, a size such as 64KiB, or never", now: &agent.rotate,
            }) }
            <Field id="buffer-age" label="maxBufferAgeMillis" unit="s" value={agent.buffer_age_us / 1_000_000} min=1 max={most}
                on={hand.number(|s| FeedSetting::BufferAge(Span::seconds(s)))} />
            <Field id="buffer-records" label="maxBufferSizeRecords" unit="records" value={agent.buffer_records} min=1
                max={limits::AGENT_BUFFER_RECORDS.at(era)} on={hand.number(FeedSetting::BufferRecords)} />
            <Field id="buffer-bytes" label="maxBufferSizeBytes" unit="bytes" value={agent.buffer_bytes} min=1
                max={limits::AGENT_BUFFER_BYTES.at(era)} log=true on={hand.number(FeedSetting::BufferBytes)} />
            <p class="mut">{ format!("Sources: {}; {}.", limits::AGENT_BUFFER_AGE_MAX.source, limits::AGENT_BUFFER_BYTES.source) }</p>
            { hand.choice(("initial", "initialPosition, without a checkpoint"), agent.initial, initial, FeedSetting::Initial) }
            { hand.choice(("partition", "partitionKeyOption"), agent.partition, partition, FeedSetting::Partition) }
            { worded(&Worded {
                id: "flow", label: "Another flow", forms: "its host, filePattern, and the lines that are there already", now: &another,
            }, format!("agent {name} to {}", hand.source.to), hand.on) }
            <small class="mut">{ format!(
                "It is {name}, to {} too. Flows of one host are one process. These three are said once, and stay: another host has \
                 files of its own, and with another filePattern in its agent.json an agent that starts again leaves the old file \
                 where it stands and begins with the new one as a flow of its own. So add that flow, and stop this one. Source: {}.",
                hand.source.to, limits::AGENT_ROTATION.source
            ) }</small>
        </>
    }
}
