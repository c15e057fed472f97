//! Which threads give way. Not a scheduler: one hint to the system, and nothing where it takes none.

/// A priority for threads that work in the background.
#[derive(Clone, Copy, Debug)]
pub(super) struct Background {
    #[cfg(target_os = "linux")]
    niceness: i32,
}

#[cfg(target_os = "linux")]
impl Background {
    /// How much a background thread gives way, in the steps of `nice(1)`: who has 5 gets a third of the processor
    /// time of who has 0 when both want it, and is interrupted at once when the other wakes.
    const STEPS: i32 = 5;

    /// Lower than the calling thread. Threads inherit the niceness of the one that starts them, so this is asked
    /// once, and not by each of them.
    pub(super) fn below_this_thread() -> Self {
        let now = rustix::process::getpriority_process(None).unwrap_or(0);
        Self { niceness: now.saturating_add(Self::STEPS).min(19) }
    }

    /// Makes the calling thread give way to the one that paints. On two cores, reading a gigabyte or searching a tree
    /// would else take the processor from a frame that is being made, for several milliseconds.
    ///
    /// Linux counts niceness by thread (`setpriority(2)`, "C library/kernel differences"); elsewhere it is one number
    /// for the whole process, so nothing is done there.
    pub(super) fn give_way(self) {
        if let Err(error) = rustix::process::setpriority_process(None, self.niceness) {
            log::debug!("a background thread keeps its priority: {error}");
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl Background {
    pub(super) fn below_this_thread() -> Self {
        Self {}
    }

    pub(super) fn give_way(self) {}
}
