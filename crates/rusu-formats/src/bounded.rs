//! Readers that remember and readers that stop: what tells a damaged delivery from a fault of the
//! platform, and keeps either from filling the memory.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use rusu_core::ports::ReadSeek;

/// The upload, remembering the first failure below it. Decoders treat every failure they see as
/// the delivery's; the fault kept here overrules them.
pub(crate) struct Watched<'a> {
    inner: &'a mut dyn ReadSeek,
    fault: Option<io::Error>,
    allowance: Option<u64>,
}

impl<'a> Watched<'a> {
    /// Watches a reader.
    pub(crate) fn new(inner: &'a mut dyn ReadSeek) -> Self {
        Self { inner, fault: None, allowance: None }
    }

    /// The first failure of the reader itself.
    pub(crate) fn fault(&mut self) -> Option<io::Error> {
        self.fault.take()
    }

    /// From now on at most this many bytes can be read, or any number.
    pub(crate) fn allow(&mut self, bytes: Option<u64>) {
        self.allowance = bytes;
    }

    fn kept<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| {
            if error.kind() == io::ErrorKind::Interrupted {
                return error;
            }
            let (kind, text) = (error.kind(), error.to_string());
            self.fault.get_or_insert(error);
            io::Error::new(kind, text)
        })
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.allowance == Some(0) && !buffer.is_empty() {
            return Err(io::Error::other("more was read than a directory of this many files needs"));
        }
        let result = self.inner.read(buffer);
        let read = self.kept(result)?;
        if let Some(left) = &mut self.allowance {
            *left = left.saturating_sub(u64::try_from(read).unwrap_or(u64::MAX));
        }
        Ok(read)
    }
}

impl Seek for Watched<'_> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        // A position that a damaged file names may be one that no reader takes.
        if let SeekFrom::Start(offset) = position
            && i64::try_from(offset).is_err()
        {
            return Err(io::Error::from(io::ErrorKind::InvalidInput));
        }
        match self.inner.seek(position) {
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => Err(error),
            result => self.kept(result),
        }
    }
}

/// A line of at most `limit` bytes, its line end included. `Ok(None)` at the end; a line without an
/// end within the limit is an error of kind `FileTooLarge`.
pub(crate) fn read_line<'b>(
    reader: &mut impl BufRead,
    line: &'b mut Vec<u8>,
    limit: usize,
) -> io::Result<Option<&'b [u8]>> {
    line.clear();
    let most = u64::try_from(limit).unwrap_or(u64::MAX);
    let read = reader.by_ref().take(most).read_until(b'\n', line)?;
    if read == limit && line.last() != Some(&b'\n') {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge));
    }
    Ok((read > 0).then_some(line.as_slice()))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }

    impl Seek for Broken {
        fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
            Ok(0)
        }
    }

    #[test]
    fn a_failure_of_the_reader_itself_is_remembered() {
        let mut broken = Broken;
        let mut watched = Watched::new(&mut broken);
        assert!(watched.read(&mut [0; 4]).is_err());
        assert_eq!(watched.fault().unwrap().to_string(), "the disk is gone");
    }

    #[test]
    fn a_seek_that_a_damaged_file_asks_for_is_no_fault() {
        let mut cursor = Cursor::new(vec![0; 4]);
        let mut watched = Watched::new(&mut cursor);
        assert!(watched.seek(SeekFrom::Start(u64::MAX)).is_err());
        assert!(watched.fault().is_none());
    }

    #[test]
    fn a_line_is_accepted_at_the_limit_and_refused_beyond() {
        let mut line = Vec::new();
        assert_eq!(read_line(&mut &b"abc\nd"[..], &mut line, 4).unwrap(), Some(&b"abc\n"[..]));
        assert!(read_line(&mut &b"abcd\n"[..], &mut line, 4).is_err());
    }

    #[test]
    fn a_last_line_needs_no_line_end() {
        let mut line = Vec::new();
        assert_eq!(read_line(&mut &b"abc"[..], &mut line, 4).unwrap(), Some(&b"abc"[..]));
        assert_eq!(read_line(&mut &b""[..], &mut line, 4).unwrap(), None);
    }
}
