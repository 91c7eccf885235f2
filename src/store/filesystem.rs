//! Does this folder lie on this machine, or across a network where shared memory and locks are not to be trusted?

use std::path::Path;

use crate::base::Result;
use crate::base::error::Context as _;

/// How a database there has to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// A write-ahead log: readers and the writer do not wait for each other.
    Local,
    /// A rollback journal, under fcntl's locks, which NFS 4, SMB and their like keep between
    /// machines. A log's index is shared memory, which machines do not share
    /// (<https://sqlite.org/wal.html>, "all processes using a database must be on the same host
    /// computer").
    Network,
}

impl Medium {
    pub const ALL: [Self; 2] = [Self::Local, Self::Network];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Network => "network",
        }
    }
}

/// File systems of other machines, by the magic number of statfs(2) (linux/magic.h). FUSE may be
/// either: it is taken for the one where nothing can go wrong.
const REMOTE: [u32; 15] = [
    0x0000_6969, // nfs
    0x0000_517b, // smb
    0xff53_4d42, // cifs
    0xfe53_4d42, // smb2
    0x0000_564c, // ncp
    0x5346_414f, // afs
    0x6b41_4653, // afs of the kernel
    0x7375_7245, // coda
    0x0102_1997, // 9p
    0x6573_5546, // fuse: sshfs, s3fs, virtiofs
    0x00c3_6400, // ceph
    0x0bd0_0bd0, // lustre
    0x4750_4653, // gpfs
    0x1983_0326, // beegfs
    0x786f_4256, // vboxsf
];

/// Asks the file system that holds `folder`.
///
/// # Errors
/// When the folder is not there.
pub fn medium(folder: &Path) -> Result<Medium> {
    let stat = rustix::fs::statfs(folder)
        .context(|| format!("cannot ask about the file system of `{}`", folder.display()))?;
    Ok(of(&stat))
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn of(stat: &rustix::fs::StatFs) -> Medium {
    // The field's type differs by architecture; the numbers have 32 bits.
    of_magic(stat.f_type as u32)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn of(stat: &rustix::fs::StatFs) -> Medium {
    /// `MNT_LOCAL` of sys/mount.h, the same on macOS and the BSDs that have it.
    const LOCAL: u64 = 0x1000;
    if stat.f_flags as u64 & LOCAL == 0 { Medium::Network } else { Medium::Local }
}

#[cfg(any(target_os = "linux", target_os = "android", test))]
fn of_magic(magic: u32) -> Medium {
    if REMOTE.contains(&magic) { Medium::Network } else { Medium::Local }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_machines_are_told_from_this_one() {
        for (magic, wanted) in [
            (0x6969, Medium::Network),
            (0xff53_4d42, Medium::Network),
            (0x6573_5546, Medium::Network),
            (0xef53, Medium::Local),      // ext4
            (0x9123_683e, Medium::Local), // btrfs
            (0x0102_1994, Medium::Local), // tmpfs
            (0x794c_7630, Medium::Local), // overlayfs
        ] {
            assert_eq!(of_magic(magic), wanted, "{magic:x}");
        }
        let dir = tempfile::tempdir().unwrap();
        assert!(medium(dir.path()).is_ok() && medium(&dir.path().join("none")).is_err());
    }
}
