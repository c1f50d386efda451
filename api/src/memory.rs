//! How much memory this process may use: what is shared by many requests is sized by it.

/// The limit of the process's control group, or else what the machine has, in bytes; `None` where neither says so.
pub(crate) fn limit() -> Option<u64> {
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    let group = limits.iter().find_map(|file| std::fs::read_to_string(file).ok()?.trim().parse::<u64>().ok());
    let machine = machine();
    // Without a limit, old control groups say a number beyond any machine.
    match (group, machine) {
        (Some(group), Some(machine)) => Some(group.min(machine)),
        (group, machine) => group.or(machine),
    }
}

fn machine() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let kib = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?.trim().strip_suffix("kB")?.trim();
    Some(kib.parse::<u64>().ok()?.saturating_mul(1024))
}
