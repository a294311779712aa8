//! What is changed of an actor at work: `set`, `crash`, `heal` and `rotate`.

use super::{Actors, Feed, Services, Work, not_known, target_exists, tools, unknown};
use crate::command::{FeedAct, FeedSetting, Setting};
use crate::event::What;
use crate::lambda::Code;
use crate::names::Name;
use crate::refusal::Refusal;
use crate::step::Step;

impl Actors {
    #[expect(clippy::wildcard_enum_match_arm, reason = "a new setting is no other actor's business")]
    #[inline(never)]
    pub(super) fn set(
        &mut self,
        step: &mut Step<'_>,
        services: &mut Services<'_>,
        name: &Name,
        settings: &[Setting],
    ) -> Result<(), Refusal> {
        for setting in settings {
            match setting {
                Setting::To(target) => {
                    target_exists(services, target)?;
                    let tool = self.producers.get(name).and_then(|producer| producer.tool);
                    tools::may_write(services, target, tool)?;
                }
                Setting::Feed(FeedSetting::ErrorTo(target)) => target_exists(services, target)?,
                Setting::Reads(stream) => drop(services.streams.stream(stream)?),
                Setting::Analytics(_) => tools::rows_have_a_target(services, settings)?,
                _ => {}
            }
        }
        let event = step.emit(What::ActorSet { name: name.clone() });
        let mut step = step.because(event);
        if let Some(producer) = self.producers.get_mut(name) {
            producer.set(&mut step, services, settings)
        } else if let Some(feed) = self.feeds.get_mut(name) {
            feed.set(&mut step, settings)
        } else if let Some(consumer) = self.consumers.get_mut(name) {
            consumer.set(&mut step, settings)
        } else if let Some(fan_out) = self.fan_outs.get_mut(name) {
            fan_out.set(&mut step, settings)
        } else if let Some(group) = self.groups.get_mut(name) {
            group.set(&mut step, services, settings)
        } else if let Some(mapping) = self.mappings.get_mut(name) {
            mapping.set(&mut step, settings)?;
            self.share_function(name);
            Ok(())
        } else if let Some(analytics) = self.analytics.get_mut(name) {
            analytics.set(&mut step, settings)
        } else if let Ok(function) = services.functions.function(name) {
            let mut function = function.clone();
            function.code = code_of(name, settings)?.unwrap_or(function.code);
            services.functions.put(function);
            Ok(())
        } else {
            Err(unknown(name))
        }
    }

    /// A crash or a restart is of the whole process: of all flows on its host.
    #[inline(never)]
    pub(super) fn feed_act(&mut self, step: &mut Step<'_>, name: &Name, act: FeedAct) -> Result<(), Refusal> {
        if let Some(consumer) = self.consumers.get_mut(name) {
            return consumer.act(step, act);
        }
        let Some(feed) = self.feeds.get(name) else {
            let text = if self.groups.contains_key(name) {
                format!(
                    "{name} is a KCL application: say which worker, as in `{} {name} worker 1`",
                    act.word()
                )
            } else {
                format!("there is no agent and no polling consumer named {name}")
            };
            return Err(Refusal::scene(text));
        };
        let host = match (&feed.work, act) {
            (Work::Agent(agent), FeedAct::Crash | FeedAct::Heal) => Some(agent.host.clone()),
            (Work::Agent(_) | Work::Logs(_) | Work::Iot(_), _) => None,
        };
        let same = |feed: &&mut Feed| match (&host, &feed.work) {
            (Some(host), Work::Agent(agent)) => agent.host == *host && !feed.stopped,
            (Some(_), Work::Logs(_) | Work::Iot(_)) => false,
            (None, Work::Agent(_) | Work::Logs(_) | Work::Iot(_)) => feed.name == *name,
        };
        if feed.stopped {
            return Err(Refusal::scene(format!("{name} was stopped")));
        }
        self.feeds.values_mut().filter(same).try_for_each(|feed| feed.act(step, act))
    }
}

/// What a function does is said once.
pub(super) fn code_of(name: &Name, settings: &[Setting]) -> Result<Option<Code>, Refusal> {
    let mut code = None;
    for setting in settings {
        let said = if let Setting::Blueprint(blueprint) = setting {
            Code::Blueprint(*blueprint)
        } else if let Setting::Answers(verdicts) = setting {
            Code::Verdicts(verdicts.clone())
        } else if let Setting::Source(source) = setting {
            Code::Own(source.clone())
        } else {
            return Err(not_known("function", name, setting, "blueprint, answers and source"));
        };
        if code.replace(said).is_some() {
            let text = format!("function {name} has one of blueprint, answers and source, not two");
            return Err(Refusal::scene(text));
        }
    }
    Ok(code)
}
