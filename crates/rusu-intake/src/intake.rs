//! Receiving: from an authenticated stream of bytes to a durable submission.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rusu_core::code_rule::CodeRule;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::hidden::turns_direction;
use rusu_core::limits::{IDEMPOTENCY_KEY_CHARACTERS_MAX, SHORT_TEXT_CHARACTERS_MAX, SUBMISSIONS_QUEUED_MAX};
use rusu_core::lot::ContentHash;
use rusu_core::ports::{
    ApiKey, Chance, Clock, CodeWriter, NewSubmission, ObjectKind, ObjectWriter, RegistryWriter, StoreFault,
};
use rusu_core::rejection::Rejection;
use rusu_core::submission::{Receipt, SubmissionId};
use rusu_formats::DecodeFault;

use crate::delivery::{Delivery, Upload};
use crate::keys::{base64_url, digest};

/// What begins every key, so that scanners of leaked secrets know it.
const KEY_PREFIX: &str = "rusu_";

/// Why a delivery was not taken or not processed.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// A store failed.
    #[error(transparent)]
    Fault(#[from] StoreFault),
    /// Too many submissions are waiting.
    #[error("{queued_max} submissions are waiting already")]
    Busy {
        /// The limit.
        queued_max: usize,
    },
    /// A check without storing has more codes than it remembers.
    #[error("delivery has more than {codes_max} codes, which is the limit of a check")]
    CheckTooLarge {
        /// The limit.
        codes_max: usize,
    },
    /// The idempotency key was used for other content.
    #[error("idempotency key `{key}` was used for other content")]
    KeyReused {
        /// The key.
        key: String,
    },
    /// The idempotency key is too long or holds control characters.
    #[error("idempotency key has {given} characters, limit is {IDEMPOTENCY_KEY_CHARACTERS_MAX}")]
    KeyForm {
        /// Characters given.
        given: usize,
    },
    /// The file name is empty, too long, or holds control characters.
    #[error("file name `{name}` cannot be used")]
    FileName {
        /// The name as given.
        name: String,
    },
    /// No such submission, lot or enterprise.
    #[error("{what} `{name}` does not exist")]
    Unknown {
        /// What was asked for.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The number belongs to another enterprise.
    #[error("number {number} is taken by {name}")]
    Taken {
        /// The number.
        number: EnterpriseId,
        /// Whose it is.
        name: String,
    },
    /// A delivery could not be read again, or unpacked.
    #[error("delivery cannot be decoded: {0}")]
    Decode(DecodeFault),
    /// A source of a load could not be made or read.
    #[error("source cannot be read: {0}")]
    Source(std::io::Error),
    /// The working directory failed (full, missing, forbidden).
    #[error("working directory failed: {0}")]
    Scratch(#[from] std::io::Error),
}

impl From<DecodeFault> for IntakeError {
    fn from(fault: DecodeFault) -> Self {
        match fault {
            DecodeFault::Store(fault) => Self::Fault(fault),
            fault @ (DecodeFault::Read { .. } | DecodeFault::Scratch { .. }) => Self::Decode(fault),
        }
    }
}

/// The write side. Methods block on the stores; call them where blocking is allowed.
pub struct Intake {
    pub(crate) registry: Arc<dyn RegistryWriter>,
    pub(crate) codes: Arc<dyn CodeWriter>,
    pub(crate) objects: Arc<dyn ObjectWriter>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) chance: Arc<dyn Chance>,
    /// For chunks of codes while they are sorted; emptied by the system after a crash.
    pub(crate) scratch: PathBuf,
    pub(crate) queued: AtomicUsize,
}

impl Intake {
    /// Takes the writing ports, and a directory for temporary files.
    #[must_use]
    pub fn new(
        registry: Arc<dyn RegistryWriter>,
        codes: Arc<dyn CodeWriter>,
        objects: Arc<dyn ObjectWriter>,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
        scratch: PathBuf,
    ) -> Self {
        Self { registry, codes, objects, clock, chance, scratch, queued: AtomicUsize::new(0) }
    }

    /// The directory for temporary files.
    #[must_use]
    pub fn scratch(&self) -> &std::path::Path {
        &self.scratch
    }

    /// Begins to take a delivery's bytes.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn begin_upload(&self) -> Result<Upload, StoreFault> {
        Ok(Upload::new(self.objects.create(ObjectKind::Upload)?))
    }

    /// Makes a delivery durable and acknowledges it. What was acknowledged is processed, if need
    /// be after a restart. A crash before the acknowledgement leaves at most an upload without a
    /// submission, which nothing refers to.
    ///
    /// # Errors
    /// [`IntakeError`].
    pub fn receive(&self, delivery: Delivery, upload: Upload) -> Result<Receipt, IntakeError> {
        check_names(&delivery)?;
        if self.queued.load(Ordering::Acquire) >= SUBMISSIONS_QUEUED_MAX {
            return Err(IntakeError::Busy { queued_max: SUBMISSIONS_QUEUED_MAX });
        }
        let (content, _) = upload.finish()?;
        let (receipt, is_new) = self.acknowledge(delivery, content)?;
        if is_new {
            self.queued.fetch_add(1, Ordering::AcqRel);
        }
        Ok(receipt)
    }

    /// Writes a submission of content that is durable, or finds the one of the same idempotency key;
    /// tells whether it is new. Its names are checked.
    pub(crate) fn acknowledge(
        &self,
        delivery: Delivery,
        content: ContentHash,
    ) -> Result<(Receipt, bool), IntakeError> {
        let received_at = self.clock.now();
        let mut random = [0; 10];
        random.iter_mut().zip(self.chance.bytes()).for_each(|(to, from)| *to = from);
        let id = SubmissionId::new(received_at, random);
        let idempotency_key = delivery.idempotency_key.unwrap_or_else(|| id.to_string());
        let new = NewSubmission {
            id: id.clone(),
            enterprise: delivery.enterprise,
            idempotency_key: idempotency_key.clone(),
            file_name: delivery.file_name,
            content,
            mode: delivery.mode,
            received_at,
        };
        let receipt = self.registry.create_submission(&new)?;
        let is_new = receipt.id == id;
        if !is_new && receipt.content != content {
            return Err(IntakeError::KeyReused { key: idempotency_key });
        }
        Ok((receipt, is_new))
    }

    /// The same write side, reading and writing objects elsewhere.
    pub(crate) fn reading(&self, objects: Arc<dyn ObjectWriter>) -> Self {
        Self {
            registry: Arc::clone(&self.registry),
            codes: Arc::clone(&self.codes),
            objects,
            clock: Arc::clone(&self.clock),
            chance: Arc::clone(&self.chance),
            scratch: self.scratch.clone(),
            queued: AtomicUsize::new(0),
        }
    }

    /// A submission's receipt, if it is the enterprise's own.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn receipt(
        &self,
        enterprise: EnterpriseId,
        id: &SubmissionId,
    ) -> Result<Option<Receipt>, StoreFault> {
        Ok(self.registry.receipt(id)?.filter(|receipt| receipt.enterprise == enterprise))
    }

    /// An enterprise's receipts, latest first.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn receipts(&self, enterprise: EnterpriseId, limit: usize) -> Result<Vec<Receipt>, StoreFault> {
        self.registry.receipts(enterprise, limit)
    }

    /// The kept rejections of a submission, if it is the enterprise's own.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn rejections(
        &self,
        enterprise: EnterpriseId,
        id: &SubmissionId,
    ) -> Result<Option<Vec<Rejection>>, StoreFault> {
        match self.receipt(enterprise, id)? {
            Some(_) => self.registry.rejections(id).map(Some),
            None => Ok(None),
        }
    }

    /// Every enterprise's code rules.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn code_rules(&self) -> Result<Vec<CodeRule>, StoreFault> {
        Ok(self.registry.code_rules()?.rules)
    }

    /// The enterprise that a key opens the door for. The key itself is kept nowhere: a look-up by
    /// its digest tells a stranger nothing by its timing.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn authenticate(&self, key: &str) -> Result<Option<EnterpriseId>, StoreFault> {
        if !key.starts_with(KEY_PREFIX) {
            return Ok(None);
        }
        let now = self.clock.now();
        let found = self.registry.api_key(&digest(key))?;
        Ok(found.filter(|key| key.revoked_at.is_none_or(|at| at > now)).map(|key| key.enterprise))
    }

    /// Makes a key of 256 random bits and tells it this once.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn issue_key(&self, enterprise: EnterpriseId, label: &str) -> Result<String, StoreFault> {
        let key = format!("{KEY_PREFIX}{}", base64_url(&self.chance.bytes()));
        self.registry.save_api_key(&ApiKey {
            digest: digest(&key),
            enterprise,
            label: label.to_owned(),
            created_at: self.clock.now(),
            revoked_at: None,
        })?;
        Ok(key)
    }

    /// Takes back an enterprise's keys with a label, from the next request on, and tells how many.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn revoke_keys(&self, enterprise: EnterpriseId, label: &str) -> Result<u64, StoreFault> {
        self.registry.revoke_api_keys(enterprise, label, self.clock.now())
    }
}

pub(crate) fn check_names(delivery: &Delivery) -> Result<(), IntakeError> {
    let name = &delivery.file_name;
    let length = name.chars().count();
    let misleads = name.chars().any(char::is_control) || turns_direction(name);
    if name.trim().is_empty() || length > SHORT_TEXT_CHARACTERS_MAX || misleads {
        return Err(IntakeError::FileName { name: name.chars().take(SHORT_TEXT_CHARACTERS_MAX).collect() });
    }
    let key = delivery.idempotency_key.as_deref().unwrap_or("-");
    let given = key.chars().count();
    let misleads = key.chars().any(char::is_control) || turns_direction(key);
    if given == 0 || given > IDEMPOTENCY_KEY_CHARACTERS_MAX || misleads {
        return Err(IntakeError::KeyForm { given });
    }
    Ok(())
}
