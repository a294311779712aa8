//! What a connector, a window or a tool of others begins with when nothing more is said.

use engine::command::{
    Actor, AnalyticsSetting, Command, ConnectorSetting, CountBy, Keep, Place, ReadFrom, Setting, Target,
};
use engine::kernel::Span;
use engine::keys::{KeySource, Keys};
use engine::names::Name;
use engine::view::View;

use super::adding::{free, to_read};
use crate::scene::Other;

/// The commands, or why there is nothing for it to stand at.
#[inline(never)]
pub fn add(view: &View, other: Other) -> Result<Vec<Command>, String> {
    let name = free(view, other.stem());
    let stream = || to_read(view);
    let reads = || stream().ok_or("It needs a stream to read: make one in the terminal first.".to_owned());
    let consumer = |reads: Name, settings| {
        Ok(vec![Command::Actor(Actor::Consumer { name: name.clone(), reads, settings })])
    };
    match other {
        Other::Connector => {
            let bucket =
                view.buckets.first().map_or_else(|| free(view, "bucket"), |bucket| bucket.name.clone());
            let settings = [
                ConnectorSetting::On,
                ConnectorSetting::Keep(Keep::Share(600_000)),
                ConnectorSetting::Emit(Place::Bucket(bucket)),
            ];
            consumer(reads()?, settings.map(Setting::Connector).to_vec())
        }
        Other::Analytics => {
            let settings = [
                AnalyticsSetting::On,
                AnalyticsSetting::Window { length: Span::seconds(10), sliding: false },
                AnalyticsSetting::Count(CountBy::Key),
                AnalyticsSetting::Alert(Some(100)),
            ];
            consumer(reads()?, settings.map(Setting::Analytics).to_vec())
        }
        Other::Reads(tool) => {
            consumer(reads()?, vec![Setting::Tool(tool), Setting::From(ReadFrom::TrimHorizon)])
        }
        Other::ReadsFirehose(tool) => {
            let delivery = view.deliveries.first().map(|delivery| delivery.name.clone());
            let delivery = delivery.ok_or("There is no Firehose in the scene: add one first.")?;
            consumer(delivery, vec![Setting::Tool(tool)])
        }
        Other::Writes(tool) => {
            let to = Target::Stream(
                stream().ok_or("It needs a stream to write to: make one in the terminal first.")?,
            );
            let keys = Setting::Keys(Keys::only(KeySource::Uniform(100)));
            let settings = vec![Setting::Tool(tool), Setting::Rate(100), Setting::Size(500), keys];
            Ok(vec![Command::Actor(Actor::Producer { name: name.clone(), to, settings })])
        }
    }
}
