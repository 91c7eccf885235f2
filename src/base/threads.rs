//! On whose threads does long work run? Not on those that a search shares: what it hands to them waits until they have
//! nothing else left, and a graph keeps them for as long as it is made.

/// Does something on as many threads as there are cores, which end with it. Where none can be started it is done on the
/// shared ones.
pub fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().thread_name(|at| format!("apart-{at}")).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn the_shared_threads_have_none_of_it() {
        let names: Vec<String> = apart(|| {
            let name = |_| std::thread::current().name().unwrap_or_default().to_owned();
            (0..64).into_par_iter().map(name).collect()
        });
        assert!(names.iter().all(|name| name.starts_with("apart-")), "{names:?}");
    }
}
