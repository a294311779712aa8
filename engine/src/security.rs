//! Who may do what, and which keys there are: roles with their policies, and KMS.
//!
//! Promised: each operation of a service asks here before it does anything, under the role of the actor or of the
//! delivery stream that calls; a call by hand is the learner's own, who may do everything, but no key that is disabled
//! works for anybody. An explicit Deny wins; what no statement allows is denied. Modelling choices: a change of a policy
//! or of a key holds at once (AWS: within seconds; a data key that is cached may serve for some minutes more); a key is
//! there when it is named first; a caller is told of the role, not of a session.
//! Absent: conditions, boundaries, service control policies, other accounts, trust policies, key policies and grants
//! (every key lets the account's policies decide, and the key that AWS manages lets everybody), resource policies of
//! streams (they are stored, and neither allow nor deny), the policies of a function's own role.

mod key;
mod policy;

use std::collections::BTreeMap;

pub use key::{Keys, MANAGED, key_arn, key_id};
pub use policy::{Effect, Policy, Statement, Verdict};

use crate::command::{Action, Permission, Principal};
use crate::kernel::Time;
use crate::names::{ACCOUNT, Name, REGION};
use crate::refusal::{ErrorName, Refusal};

#[derive(Clone, Debug, Default)]
pub struct Security {
    roles: BTreeMap<Principal, Role>,
    pub keys: Keys,
}

/// A role: its policy, and what was asked under it.
#[derive(Clone, Debug, Default)]
pub struct Role {
    pub policy: Policy,
    /// Its calls go through an interface VPC endpoint.
    pub vpc_endpoint: bool,
    /// Each action on each resource that was asked for, in the order of the first time.
    pub uses: Vec<Use>,
}

#[derive(Clone, Debug)]
pub struct Use {
    pub action: Action,
    pub on: String,
    pub asked: u64,
    pub denied: u64,
    pub last_denied: Option<Time>,
    /// Whether the last was denied, and how.
    pub verdict: Verdict,
}

impl Role {
    pub fn denied(&self) -> u64 {
        self.uses.iter().map(|it| it.denied).sum()
    }

    fn note(&mut self, (action, on): (Action, &str), verdict: Verdict, now: Time) {
        let found = self.uses.iter().position(|it| it.action == action && it.on == on);
        let place = found.unwrap_or_else(|| {
            self.uses.push(Use {
                action,
                on: on.to_owned(),
                asked: 0,
                denied: 0,
                last_denied: None,
                verdict,
            });
            self.uses.len() - 1
        });
        let it = &mut self.uses[place];
        it.asked += 1;
        it.verdict = verdict;
        if verdict != Verdict::Allowed {
            it.denied += 1;
            it.last_denied = Some(now);
        }
    }
}

impl Security {
    pub fn role(&self, who: &Principal) -> Option<&Role> {
        self.roles.get(who)
    }

    pub fn roles(&self) -> impl Iterator<Item = (&Principal, &Role)> {
        self.roles.iter()
    }

    /// One of our own lines.
    pub fn edit(&mut self, line: &Permission) {
        self.roles.entry(line.who.clone()).or_default().policy.edit(line);
    }

    pub(crate) fn goes_through_an_endpoint(&mut self, who: &Principal, yes: bool) {
        self.roles.entry(who.clone()).or_default().vpc_endpoint = yes;
    }

    /// Whether a role may do something now; that it asked is written down.
    ///
    /// # Errors
    /// AccessDeniedException, with AWS's words.
    pub fn authorize(
        &mut self,
        who: &Principal,
        (action, on): (Action, &str),
        now: Time,
    ) -> Result<(), Refusal> {
        match self.ask(who, (action, on), now) {
            Verdict::Allowed => Ok(()),
            verdict @ (Verdict::Denied | Verdict::NotAllowed) => {
                Err(denied(who, action, &resource_arn(action, on), verdict))
            }
        }
    }

    /// Whether Firehose may take on the role of a delivery stream. As long as it always could nothing is written down.
    ///
    /// # Errors
    /// AccessDeniedException.
    pub fn assume(&mut self, who: &Principal, now: Time) -> Result<(), Refusal> {
        let Principal::Firehose(name) = who else { return Ok(()) };
        let question = (Action::AssumeRole, name.as_str());
        let asked = |role: &Role| role.uses.iter().any(|it| it.action == Action::AssumeRole);
        let Some(role) = self.roles.get(who) else { return Ok(()) };
        if self.verdict(role, question) == Verdict::Allowed && !asked(role) {
            return Ok(());
        }
        self.authorize(who, question, now)
    }

    /// What a policy says to a question.
    pub fn verdict(&self, role: &Role, (action, on): (Action, &str)) -> Verdict {
        match role.policy.judge(action, on) {
            // The policy of AWS's own key lets everybody of the account use it by way of Kinesis.
            Verdict::NotAllowed if key::is_managed(on) => Verdict::Allowed,
            verdict @ (Verdict::Allowed | Verdict::Denied | Verdict::NotAllowed) => verdict,
        }
    }

    fn ask(&mut self, who: &Principal, (action, on): (Action, &str), now: Time) -> Verdict {
        if !self.roles.contains_key(who) {
            self.roles.insert(who.clone(), Role::default());
        }
        let verdict = self.roles.get(who).map_or(Verdict::Allowed, |role| self.verdict(role, (action, on)));
        if let Some(role) = self.roles.get_mut(who) {
            role.note((action, on), verdict, now);
        }
        verdict
    }

    /// Whether a service may use a key in somebody's name: `None` is the learner, who may.
    ///
    /// # Errors
    /// KMSNotFoundException, KMSAccessDeniedException, KMSDisabledException, KMSInvalidStateException,
    /// KMSThrottlingException, with the words of KMS.
    pub fn use_key(
        &mut self,
        who: Option<&Principal>,
        (action, key): (Action, &str),
        now: Time,
    ) -> Result<(), Refusal> {
        self.keys.exists(key, now)?;
        if let Some(who) = who {
            match self.ask(who, (action, key), now) {
                Verdict::Allowed => {}
                verdict @ (Verdict::Denied | Verdict::NotAllowed) => {
                    let Refusal { message, .. } = denied(who, action, &key_arn(key), verdict);
                    return Err(Refusal::new(ErrorName::KMSAccessDeniedException, message));
                }
            }
        }
        self.keys.usable(key, now)
    }
}

/// The role's name in an ARN: of all delivery streams it is one, and the session tells which.
fn role_of(who: &Principal) -> &str {
    match who {
        Principal::Actor(name) => name.as_str(),
        Principal::Firehose(_) => "firehose",
    }
}

/// Who calls, as AWS names him.
pub fn caller_arn(who: &Principal) -> String {
    format!("arn:aws:sts::{ACCOUNT}:assumed-role/{}/{}", role_of(who), who.name())
}

/// What an action is done to, as AWS names it.
pub fn resource_arn(action: Action, on: &str) -> String {
    let here = |service, kind: &str| format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{kind}{on}");
    match action.service() {
        "kinesis" => here("kinesis", "stream/"),
        "kms" => key_arn(on),
        "dynamodb" => here("dynamodb", "table/"),
        "firehose" => here("firehose", "deliverystream/"),
        "lambda" => here("lambda", "function:"),
        "s3" => format!("arn:aws:s3:::{on}/*"),
        "sts" => format!("arn:aws:iam::{ACCOUNT}:role/{on}"),
        _ => "*".to_owned(),
    }
}

fn denied(who: &Principal, action: Action, arn: &str, verdict: Verdict) -> Refusal {
    let word = action.word();
    let why = match verdict {
        Verdict::Denied => "with an explicit deny in an identity-based policy".to_owned(),
        Verdict::NotAllowed | Verdict::Allowed => {
            format!("because no identity-based policy allows the {word} action")
        }
    };
    let text =
        format!("User: {} is not authorized to perform: {word} on resource: {arn} {why}", caller_arn(who));
    Refusal::new(ErrorName::AccessDeniedException, text)
}

/// Whether a refusal says that somebody may not: no SDK tries such a call again.
pub fn is_denied(refusal: &Refusal) -> bool {
    refusal.error == ErrorName::AccessDeniedException
}

/// Kinesis's own words where a reader may not decrypt (seen in production).
pub fn may_not_decrypt(who: &Principal, stream: (&Name, u64)) -> Refusal {
    let text = format!(
        "User {ACCOUNT}:{} is not authorized to decrypt records in stream {ACCOUNT}:{}:{}",
        who.name(),
        stream.0,
        stream.1
    );
    Refusal::new(ErrorName::KMSAccessDeniedException, text)
}
