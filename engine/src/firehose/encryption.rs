//! Server-side encryption of a delivery stream: whether it encrypts is a function of time.
//!
//! Absent: that records may stay unencrypted for up to 5 seconds after ENABLED.

use super::Deliveries;
use crate::command::{Action, SseKey};
use crate::kernel::{Span, Time};
use crate::limits;
use crate::names::{ACCOUNT, Name};
use crate::refusal::{ErrorName, Refusal};
use crate::step::Step;

#[derive(Clone, Debug, Default)]
pub(crate) struct Encryption {
    /// Whether it encrypts from `since` on, or not; `None` if nobody ever asked.
    last: Option<(bool, Time)>,
    /// It did before.
    before: bool,
    key: SseKey,
    /// The calls of the last 24 hours.
    calls: Vec<Time>,
}

impl Encryption {
    /// DeliveryStreamEncryptionConfigurationInput of CreateDeliveryStream: on from the beginning.
    pub fn from_the_beginning(key: Option<&SseKey>, now: Time) -> Encryption {
        let last = key.map(|_| (true, now));
        Encryption { last, before: false, key: key.cloned().unwrap_or_default(), calls: Vec::new() }
    }

    /// Whether a record that is put now is encrypted.
    pub fn is_on(&self, now: Time) -> bool {
        match self.last {
            Some((on, since)) if now >= since => on,
            Some(_) => self.before,
            None => false,
        }
    }

    /// Its Status, and the key; `None` if it never was encrypted.
    pub fn status(&self, now: Time) -> Option<(&'static str, SseKey)> {
        let status = match self.last? {
            (true, since) if now >= since => "ENABLED",
            (true, _) => "ENABLING",
            (false, since) if now >= since => "DISABLED",
            (false, _) => "DISABLING",
        };
        Some((status, self.key.clone()))
    }

    /// Whether the key of the customer, if it has one, works for the caller.
    ///
    /// # Errors
    /// InvalidKMSResourceException, whatever KMS says.
    pub fn may_encrypt(&self, step: &mut Step<'_>) -> Result<(), Refusal> {
        let Some(key) = self.customers_key(step.now) else { return Ok(()) };
        step.use_key(Action::GenerateDataKey, key)
            .map_err(|refusal| Refusal::new(ErrorName::InvalidKMSResourceException, refusal.message))
    }

    /// The key of the customer with which it encrypts now.
    pub fn customers_key(&self, now: Time) -> Option<&str> {
        match &self.key {
            SseKey::Customer(key) if self.is_on(now) => Some(key),
            SseKey::Customer(_) | SseKey::AwsOwned => None,
        }
    }

    fn is_changing(&self, now: Time) -> bool {
        self.last.is_some_and(|(_, since)| now < since)
    }
}

impl Deliveries {
    /// Whether what is put now is encrypted.
    pub fn encrypts(&self, name: &Name, now: Time) -> bool {
        self.0.get(name).is_some_and(|delivery| delivery.encryption.is_on(now))
    }

    /// StartDeliveryStreamEncryption with a key, which may be another one than before; StopDeliveryStreamEncryption
    /// without.
    ///
    /// # Errors
    /// ResourceNotFoundException; InvalidArgumentException if it reads a stream; ResourceInUseException in ENABLING and
    /// DISABLING; LimitExceededException for a 26th call within 24 hours; ThrottlingException.
    pub fn set_encryption(
        &mut self,
        step: &Step<'_>,
        name: &Name,
        key: Option<&SseKey>,
    ) -> Result<(), Refusal> {
        let starts = key.is_some();
        self.charge(
            step,
            if starts { "StartDeliveryStreamEncryption" } else { "StopDeliveryStreamEncryption" },
        )?;
        let (now, era) = (step.now, step.era);
        let delivery = self.delivery_stream_mut(name)?;
        delivery.settled(now)?;
        // Modelling choice of the words, here and below: AWS's texts are not published.
        if delivery.source.is_some() {
            return Err(Refusal::invalid(format!(
                "Server-side encryption is only for a DirectPut delivery stream: the records of {name} are encrypted \
                 by the Kinesis stream that it reads."
            )));
        }
        let encryption = &mut delivery.encryption;
        if let Some((status, _)) = encryption.status(now).filter(|_| encryption.is_changing(now)) {
            let text =
                format!("Firehose {name} under account {ACCOUNT} is in the encryption status {status}.");
            return Err(Refusal::new(ErrorName::ResourceInUseException, text));
        }
        let most = limits::FIREHOSE_KEY_CHANGES.at(era);
        encryption.calls.retain(|at| now.since(*at) < Span::hours(24));
        if encryption.calls.len() as u64 >= most {
            let text = format!(
                "StartDeliveryStreamEncryption and StopDeliveryStreamEncryption can be called {most} times within 24 \
                 hours for Firehose {name}."
            );
            return Err(Refusal::new(ErrorName::LimitExceededException, text).met(
                &limits::FIREHOSE_KEY_CHANGES,
                most,
                most + 1,
            ));
        }
        encryption.calls.push(now);
        encryption.before = encryption.is_on(now);
        if let Some(key) = key {
            encryption.key = key.clone();
        }
        // What is stopped before it was started stays as it was.
        if starts || encryption.last.is_some() {
            let settled = now + Span::millis(limits::FIREHOSE_ENCRYPT_TAKES.at(era));
            encryption.last = Some((starts, settled));
        }
        Ok(())
    }
}
