//! PostgreSQL as one would use it for this: COPY, one transaction a lot, a primary key, prepared
//! look-ups over one connection by a Unix socket. The cluster is made for the measurement and
//! removed with it.

use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail, ensure};
use postgres::{Client, NoTls, Statement};
use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::CodeRecord;

use super::{Engine, carrier_number};

/// Settings that a manual for a machine of this size would give; durability is left as it is by default.
const SETTINGS: &str = "-c listen_addresses= -c shared_buffers=2GB -c max_wal_size=8GB -c maintenance_work_mem=512MB \
     -c checkpoint_timeout=15min -c wal_compression=on -c autovacuum_naptime=5min";
const TABLE: &str = "CREATE TABLE codes(enterprise int NOT NULL, code text COLLATE \"C\" NOT NULL, part int NOT NULL, \
     carrier smallint NOT NULL, parent text COLLATE \"C\", PRIMARY KEY(enterprise, code))";
const COPY: &str = "COPY codes FROM STDIN (FORMAT binary)";
const FIND: &str = "SELECT part, carrier, parent FROM codes WHERE enterprise=$1 AND code=$2";
/// Bytes handed to the server at once.
const COPY_BYTES: usize = 256 * 1024;
/// What a binary COPY begins with: signature, flags, length of an extension.
const COPY_BEGIN: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const COPY_END: i16 = -1;
/// How a null value is written where a length would stand.
const NULL: i32 = -1;

/// A cluster of its own with one connection.
pub struct Postgres {
    bin: PathBuf,
    directory: PathBuf,
    client: Option<Client>,
    find: Statement,
    /// Table and index, as last told.
    bytes: u64,
}

impl Postgres {
    /// Starts a server over an empty table.
    ///
    /// # Errors
    /// When PostgreSQL is not installed (Debian's `postgresql`) or does not start.
    pub fn new(work: &Path) -> anyhow::Result<Self> {
        let bin = programs()?;
        let directory = work.join("postgres");
        std::fs::create_dir_all(&directory)?;
        if is_root() {
            ensure!(
                Command::new("chown").arg("postgres").arg(&directory).status()?.success(),
                "chown failed"
            );
        }
        let data = directory.join("data");
        run(program(&bin, "initdb")
            .args(["-U", "rusu", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-D"])
            .arg(&data))?;
        let options = format!("{SETTINGS} -c unix_socket_directories={}", directory.display());
        run(program(&bin, "pg_ctl")
            .args(["-w", "-t", "60", "-s", "-l"])
            .arg(directory.join("server.out"))
            .arg("-o")
            .arg(options)
            .arg("-D")
            .arg(&data)
            .arg("start"))?;
        let mut client = postgres::Config::new()
            .host_path(&directory)
            .user("rusu")
            .dbname("postgres")
            .connect(NoTls)
            .context("PostgreSQL does not answer")?;
        client.batch_execute(TABLE)?;
        let find = client.prepare(FIND)?;
        Ok(Self { bin, directory, client: Some(client), find, bytes: 0 })
    }

    fn client(&mut self) -> anyhow::Result<&mut Client> {
        self.client.as_mut().context("the connection stands until the server is stopped")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.client = None;
        let mut stop = program(&self.bin, "pg_ctl");
        stop.args(["-m", "immediate", "-s", "-D"]).arg(self.directory.join("data")).arg("stop");
        if let Err(error) = run(&mut stop) {
            eprintln!("PostgreSQL was not stopped: {error}");
        }
    }
}

impl Engine for Postgres {
    fn name(&self) -> &'static str {
        "postgres"
    }

    fn put_lot(
        &mut self,
        enterprise: EnterpriseId,
        part: PartNo,
        records: &[CodeRecord],
    ) -> anyhow::Result<()> {
        let mut transaction = self.client()?.transaction()?;
        let mut copy = transaction.copy_in(COPY)?;
        let mut buffer = COPY_BEGIN.to_vec();
        for record in records {
            write_row(&mut buffer, enterprise, part, record)?;
            if buffer.len() >= COPY_BYTES {
                copy.write_all(&buffer)?;
                buffer.clear();
            }
        }
        buffer.extend_from_slice(&COPY_END.to_be_bytes());
        copy.write_all(&buffer)?;
        copy.finish()?;
        Ok(transaction.commit()?)
    }

    fn settle(&mut self) -> anyhow::Result<()> {
        // One by one: several in one message are a transaction, in which neither may run.
        self.client()?.batch_execute("VACUUM (ANALYZE) codes")?;
        self.client()?.batch_execute("CHECKPOINT")?;
        let row = self.client()?.query_one("SELECT pg_total_relation_size('codes')", &[])?;
        self.bytes = u64::try_from(row.try_get::<_, i64>(0)?)?;
        Ok(())
    }

    fn find(&mut self, enterprise: EnterpriseId, code: &TraceCode) -> anyhow::Result<Option<PartNo>> {
        let find = self.find.clone();
        let enterprise = i32::try_from(enterprise.0)?;
        let Some(row) = self.client()?.query_opt(&find, &[&enterprise, &code.as_str()])? else {
            return Ok(None);
        };
        let part: i32 = row.try_get(0)?;
        let _carrier: i16 = row.try_get(1)?;
        let _parent: Option<&str> = row.try_get(2)?;
        Ok(Some(PartNo(u32::try_from(part)?)))
    }

    /// The table with its index: the catalogue and the write-ahead log come on top, but do not grow
    /// with the codes.
    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn resident_bytes(&self) -> Option<u64> {
        let pid = std::fs::read_to_string(self.directory.join("data/postmaster.pid")).ok()?;
        let pid: u32 = pid.lines().next()?.trim().parse().ok()?;
        let children =
            std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
        let children = children.split_whitespace().filter_map(|child| child.parse().ok());
        Some(std::iter::once(pid).chain(children).map(proportional_bytes).sum())
    }

    fn lookups_per_round(&self) -> usize {
        20_000
    }
}

fn write_row(
    out: &mut Vec<u8>,
    enterprise: EnterpriseId,
    part: PartNo,
    record: &CodeRecord,
) -> anyhow::Result<()> {
    let text = |out: &mut Vec<u8>, text: &str| -> anyhow::Result<()> {
        out.extend_from_slice(&i32::try_from(text.len())?.to_be_bytes());
        out.extend_from_slice(text.as_bytes());
        Ok(())
    };
    out.extend_from_slice(&5_i16.to_be_bytes());
    out.extend_from_slice(&4_i32.to_be_bytes());
    out.extend_from_slice(&enterprise.0.to_be_bytes());
    text(out, record.code.as_str())?;
    out.extend_from_slice(&4_i32.to_be_bytes());
    out.extend_from_slice(&part.0.to_be_bytes());
    out.extend_from_slice(&2_i32.to_be_bytes());
    out.extend_from_slice(&carrier_number(record.carrier).to_be_bytes());
    match &record.parent {
        Some(parent) => text(out, parent.as_str())?,
        None => out.extend_from_slice(&NULL.to_be_bytes()),
    }
    Ok(())
}

/// Memory of a process, what it shares being counted by share.
fn proportional_bytes(pid: u32) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()).unwrap_or(0) * 1024
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|about| about.uid() == 0)
}

/// Where the newest server's programs are.
fn programs() -> anyhow::Result<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").is_file())
        .collect();
    versions.sort();
    match versions.pop() {
        Some((_, bin)) => Ok(bin),
        None => bail!("PostgreSQL is not installed: apt-get install postgresql"),
    }
}

/// A program of the server's, as the user whom it lets run it: it refuses root.
fn program(bin: &Path, name: &str) -> Command {
    let path = bin.join(name);
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(path);
        command
    } else {
        Command::new(path)
    };
    // It may not look into the caller's working directory.
    command.current_dir("/");
    command
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    // A server that is started keeps the output open: nobody may wait for its end.
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit()).status();
    let status = status.with_context(|| format!("{command:?} cannot be started"))?;
    ensure!(status.success(), "{command:?} failed");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests_of_engines::keeps_its_lots;
    use super::*;

    #[test]
    fn postgres_keeps_its_lots() {
        // Without PostgreSQL there is nothing to compare with; `./test` installs it.
        if programs().is_err() {
            return;
        }
        let work = tempfile::tempdir().unwrap();
        std::fs::set_permissions(work.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        keeps_its_lots(&mut Postgres::new(work.path()).unwrap());
    }
}
