//! How does memory that was let go of come back to the system?
//!
//! glibc's allocator keeps what threads have freed, in a heap for every thread, and learns from the first large piece that
//! large pieces are kept, too. An index run takes its memory in large pieces, in phases, on threads that end: measured
//! with 11,000 files, 412 MB stayed where 230 were in use. Other allocators are left as they are.

/// Pieces from this size on are the system's again as soon as they are freed.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: i32 = 256 << 10;

/// To be called once, before there are threads.
pub fn prepare() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        set(glibc::ARENA_MAX, i32::try_from(cores.max(2)).unwrap_or(i32::MAX));
        set(glibc::MMAP_THRESHOLD, LARGE);
        set(glibc::TRIM_THRESHOLD, 4 * LARGE);
    }
}

/// Gives back what is free: after a large run.
pub fn trim() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it takes a number, and only touches memory that is free.
    unsafe {
        glibc::malloc_trim(0);
    }
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn set(parameter: i32, value: i32) {
    // SAFETY: it takes two numbers; an unknown parameter or value is refused and changes nothing.
    unsafe {
        glibc::mallopt(parameter, value);
    }
}

/// From `malloc.h`.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod glibc {
    pub const TRIM_THRESHOLD: i32 = -1;
    pub const MMAP_THRESHOLD: i32 = -3;
    pub const ARENA_MAX: i32 = -8;

    unsafe extern "C" {
        pub fn mallopt(parameter: i32, value: i32) -> i32;
        pub fn malloc_trim(pad: usize) -> i32;
    }
}
