//! The keys of KMS: each is there when it is named first, and is enabled until somebody changes that.
//!
//! Modelling choices: an alias is a key of its own, with an id made of the alias, and names its key where AWS wants the
//! id. Absent: the bytes of keys, rotation, keys of other accounts, the caching of data keys, the price of requests.

use std::collections::BTreeMap;

use crate::command::KeyDescription;
use crate::era::Era;
use crate::hash;
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::{ACCOUNT, REGION};
use crate::refusal::{ErrorName, Refusal};

/// The key that AWS manages for Kinesis.
pub const MANAGED: &str = "alias/aws/kinesis";

/// What somebody did to a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Key {
    disabled: bool,
    /// It is deleted then.
    deleted_at: Option<Time>,
    throttled: bool,
}

/// Only those that are not as at first, by their ids.
#[derive(Clone, Debug, Default)]
pub struct Keys(BTreeMap<String, Key>);

/// The name without what every ARN here begins with.
fn short(name: &str) -> &str {
    let of_kms = name.strip_prefix("arn:aws:kms:").and_then(|rest| rest.splitn(3, ':').nth(2));
    let name = of_kms.unwrap_or(name);
    name.strip_prefix("key/").unwrap_or(name)
}

pub(super) fn is_managed(name: &str) -> bool {
    short(name) == MANAGED || short(name) == key_id(MANAGED)
}

/// The id of the key that a name means: an alias has the id that its MD5 gives.
pub fn key_id(name: &str) -> String {
    let name = short(name);
    if !name.starts_with("alias/") {
        return name.to_owned();
    }
    let hex = format!("{:032x}", hash::md5(name.as_bytes()));
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

pub fn key_arn(name: &str) -> String {
    format!("arn:aws:kms:{REGION}:{ACCOUNT}:key/{}", key_id(name))
}

impl Keys {
    fn key(&self, name: &str) -> Key {
        if self.0.is_empty() {
            Key::default()
        } else {
            self.0.get(&key_id(name)).copied().unwrap_or_default()
        }
    }

    fn set(&mut self, name: &str, key: Key) {
        if key == Key::default() {
            self.0.remove(&key_id(name));
        } else {
            self.0.insert(key_id(name), key);
        }
    }

    /// Enabled, Disabled, PendingDeletion; `None`: it is deleted.
    pub fn state(&self, name: &str, now: Time) -> Option<&'static str> {
        let key = self.key(name);
        match key.deleted_at {
            Some(at) if at <= now => None,
            Some(_) => Some("PendingDeletion"),
            None if key.disabled => Some("Disabled"),
            None => Some("Enabled"),
        }
    }

    pub fn is_throttled(&self, name: &str) -> bool {
        self.key(name).throttled
    }

    pub fn deleted_at(&self, name: &str) -> Option<Time> {
        self.key(name).deleted_at
    }

    /// A fault: KMS has no requests left for it.
    pub fn throttle(&mut self, name: &str, throttled: bool) {
        self.set(name, Key { throttled, ..self.key(name) });
    }

    /// # Errors
    /// KMSNotFoundException once its waiting time is over.
    pub(super) fn exists(&self, name: &str, now: Time) -> Result<(), Refusal> {
        match self.state(name, now) {
            Some(_) => Ok(()),
            None => Err(Refusal::new(ErrorName::KMSNotFoundException, not_found(name))),
        }
    }

    /// # Errors
    /// KMSDisabledException, KMSInvalidStateException, KMSThrottlingException.
    pub(super) fn usable(&self, name: &str, now: Time) -> Result<(), Refusal> {
        let (key, arn) = (self.key(name), || key_arn(name));
        let refuse = |error, text| Err(Refusal::new(error, text));
        match self.state(name, now) {
            Some("Disabled") => refuse(ErrorName::KMSDisabledException, format!("{} is disabled.", arn())),
            Some("PendingDeletion") => {
                refuse(ErrorName::KMSInvalidStateException, format!("{} is pending deletion.", arn()))
            }
            _ if key.throttled => refuse(
                ErrorName::KMSThrottlingException,
                "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls."
                    .to_owned(),
            ),
            _ => Ok(()),
        }
    }

    /// DescribeKey.
    ///
    /// # Errors
    /// NotFoundException of a key that is deleted.
    pub fn describe(&self, name: &str, (now, era): (Time, Era)) -> Result<KeyDescription, Refusal> {
        let state = self.existing(name, now)?;
        Ok(KeyDescription {
            arn: key_arn(name),
            id: key_id(name),
            state,
            manager: if is_managed(name) { "AWS" } else { "CUSTOMER" },
            deletion: self.deleted_at(name).map(|at| era.epoch_millis(at)),
        })
    }

    fn existing(&self, name: &str, now: Time) -> Result<&'static str, Refusal> {
        self.state(name, now).ok_or_else(|| Refusal::new(ErrorName::NotFoundException, not_found(name)))
    }

    /// The state of a key that is to be changed.
    fn changeable(&self, name: &str, operation: &str, now: Time) -> Result<&'static str, Refusal> {
        if is_managed(name) {
            let text = format!(
                "User: arn:aws:iam::{ACCOUNT}:user/you is not authorized to perform: kms:{operation} on resource: {} \
                 because no resource-based policy allows the kms:{operation} action",
                key_arn(name)
            );
            return Err(Refusal::new(ErrorName::AccessDeniedException, text));
        }
        self.existing(name, now)
    }

    /// DisableKey and EnableKey.
    ///
    /// # Errors
    /// AccessDeniedException of the key that AWS manages; NotFoundException; KMSInvalidStateException while it waits for
    /// its deletion.
    pub fn enable(&mut self, name: &str, enabled: bool, now: Time) -> Result<(), Refusal> {
        let operation = if enabled { "EnableKey" } else { "DisableKey" };
        if self.changeable(name, operation, now)? == "PendingDeletion" {
            return Err(invalid_state(format!("{} is pending deletion.", key_arn(name))));
        }
        self.set(name, Key { disabled: !enabled, ..self.key(name) });
        Ok(())
    }

    /// ScheduleKeyDeletion: it can be used no more from now on, and is gone when its waiting time is over.
    ///
    /// # Errors
    /// As those of [`Keys::enable`]; ValidationException for a waiting time out of bounds.
    pub fn schedule_deletion(
        &mut self,
        name: &str,
        days: Option<u64>,
        (now, era): (Time, Era),
    ) -> Result<KeyDescription, Refusal> {
        let (least, most) = (&limits::KMS_WINDOW_LEAST, &limits::KMS_WINDOW_MOST);
        let days = days.unwrap_or(most.at(era));
        if !(least.at(era)..=most.at(era)).contains(&days) {
            let met = if days < least.at(era) { least } else { most };
            let text = format!(
                "PendingWindowInDays must be between {} and {}, inclusive",
                least.at(era),
                most.at(era)
            );
            return Err(Refusal::new(ErrorName::ValidationException, text).met(met, met.at(era), days));
        }
        if self.changeable(name, "ScheduleKeyDeletion", now)? == "PendingDeletion" {
            return Err(invalid_state(format!("{} is pending deletion.", key_arn(name))));
        }
        let deleted_at = Some(now + Span::hours(24 * days));
        self.set(name, Key { deleted_at, ..self.key(name) });
        self.describe(name, (now, era))
    }

    /// CancelKeyDeletion: it is Disabled then.
    ///
    /// # Errors
    /// As those of [`Keys::enable`], but KMSInvalidStateException of one that does not wait for it.
    pub fn cancel_deletion(&mut self, name: &str, now: Time) -> Result<(), Refusal> {
        if self.changeable(name, "CancelKeyDeletion", now)? != "PendingDeletion" {
            return Err(invalid_state(format!("{} is not pending deletion.", key_arn(name))));
        }
        self.set(name, Key { deleted_at: None, disabled: true, ..self.key(name) });
        Ok(())
    }
}

fn invalid_state(text: String) -> Refusal {
    Refusal::new(ErrorName::KMSInvalidStateException, text)
}

fn not_found(name: &str) -> String {
    if name.starts_with("alias/") {
        return format!("Alias arn:aws:kms:{REGION}:{ACCOUNT}:{name} is not found.");
    }
    format!("Key '{}' does not exist", key_arn(name))
}
