//! Check files of mini-program platforms, and the market share that the operator states.

use rusu_core::calendar::china_day;
use rusu_core::limits::{CHECK_FILE_BYTES_MAX, CHECK_FILES_MAX, SHORT_TEXT_CHARACTERS_MAX};
use rusu_core::portal::{CheckFile, Statement};
use rusu_core::ports::StoreFault;

use super::fields::{form, line, needed};
use super::{PortalDesk, PortalError, unknown};

impl PortalDesk {
    /// Adds or replaces a check file. Its content is kept byte for byte: the platform that asks for
    /// it compares.
    ///
    /// # Errors
    /// [`PortalError::Form`] of `name` or `content`, [`PortalError::Missing`] or
    /// [`PortalError::TooLong`] of `content`, [`PortalError::CheckFilesLimit`];
    /// [`PortalError::Fault`].
    pub fn put_check_file(&self, name: &str, content: &str) -> Result<CheckFile, PortalError> {
        if !CheckFile::fits(name) {
            return Err(form("name", name));
        }
        let given = content.len();
        if given > CHECK_FILE_BYTES_MAX {
            return Err(PortalError::TooLong { field: "content", given, limit: CHECK_FILE_BYTES_MAX });
        }
        if content.trim().is_empty() {
            return Err(PortalError::Missing { field: "content" });
        }
        if content.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(form("content", content));
        }
        let known = self.portal.check_files()?;
        if known.len() >= CHECK_FILES_MAX && !known.iter().any(|file| file.name == name) {
            return Err(PortalError::CheckFilesLimit { limit: CHECK_FILES_MAX });
        }
        let file = CheckFile { name: name.to_owned(), content: content.to_owned() };
        self.portal.save_check_file(&file)?;
        Ok(file)
    }

    /// Removes a check file.
    ///
    /// # Errors
    /// [`PortalError::Unknown`] if there is none with this name; [`PortalError::Fault`].
    pub fn remove_check_file(&self, name: &str) -> Result<(), PortalError> {
        if self.portal.remove_check_file(name)? { Ok(()) } else { Err(unknown("check file", name)) }
    }

    /// Every check file, by name.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn check_files(&self) -> Result<Vec<CheckFile>, StoreFault> {
        self.portal.check_files()
    }

    /// States the market share, or takes it back.
    ///
    /// # Errors
    /// [`PortalError::Missing`], [`PortalError::TooLong`] or [`PortalError::Form`] of `value_text`
    /// or `source`; [`PortalError::Future`] of `as_of`; [`PortalError::Fault`].
    pub fn state_market_share(&self, statement: Option<Statement>) -> Result<(), PortalError> {
        let checked = statement.map(|statement| self.checked_statement(&statement)).transpose()?;
        Ok(self.portal.set_market_share(checked.as_ref())?)
    }

    fn checked_statement(&self, statement: &Statement) -> Result<Statement, PortalError> {
        let text = |field, text: &str| needed(field, line(field, text, SHORT_TEXT_CHARACTERS_MAX)?);
        let as_of = statement.as_of;
        if as_of > china_day(self.clock.now()) {
            return Err(PortalError::Future { field: "as_of", given: as_of });
        }
        let (value, source) = (text("value_text", &statement.value)?, text("source", &statement.source)?);
        Ok(Statement { value, source, as_of })
    }
}
