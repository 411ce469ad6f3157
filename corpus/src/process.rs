//! Running programs that may not come back, and what they cost.

use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What a program left behind.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
    /// How it ended.
    pub end: End,
    /// How long it took.
    pub elapsed: Duration,
}

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// By itself, with this status.
    Exited(i32),
    /// By a signal, as the system describes it.
    Killed(String),
    /// It was stopped after its time.
    OutOfTime,
}

/// Runs a program to its end, but not longer than `limit`.
///
/// # Errors
///
/// It cannot be started.
pub fn run(command: &mut Command, limit: Duration) -> io::Result<Finished> {
    let started = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let stdout = child.stdout.take().map(collect);
    let stderr = child.stderr.take().map(collect);
    let end = loop {
        if let Some(status) = child.try_wait()? {
            break status.code().map_or_else(|| End::Killed(status.to_string()), End::Exited);
        }
        if started.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            break End::OutOfTime;
        }
        thread::sleep(Duration::from_millis(if started.elapsed().as_millis() < 200 {
            2
        } else {
            20
        }));
    };
    let text = |reader: Option<thread::JoinHandle<String>>| {
        reader.and_then(|reader| reader.join().ok()).unwrap_or_default()
    };
    Ok(Finished { stdout: text(stdout), stderr: text(stderr), end, elapsed: started.elapsed() })
}

/// Reads beside the waiting, because a full pipe would stop the program.
fn collect(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// What processes used.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Cost {
    /// Seconds of the processor, in programs and in the system for them.
    pub cpu: f64,
    /// The most memory that one of them had at a time, in bytes.
    pub memory: u64,
}

/// What this process has used so far.
#[must_use]
pub fn own_cost() -> Cost {
    #[cfg(unix)]
    return usage(nix::sys::resource::UsageWho::RUSAGE_SELF);
    #[cfg(not(unix))]
    Cost::default()
}

/// What the children of this process used, those that were waited for.
#[must_use]
pub fn children_cost() -> Cost {
    #[cfg(unix)]
    return usage(nix::sys::resource::UsageWho::RUSAGE_CHILDREN);
    #[cfg(not(unix))]
    Cost::default()
}

#[cfg(unix)]
fn usage(who: nix::sys::resource::UsageWho) -> Cost {
    let Ok(usage) = nix::sys::resource::getrusage(who) else { return Cost::default() };
    let seconds = |time: nix::sys::time::TimeVal| {
        Duration::from_secs(time.tv_sec().unsigned_abs()).as_secs_f64()
            + Duration::from_micros(time.tv_usec().unsigned_abs()).as_secs_f64()
    };
    // Linux counts kilobytes here, macOS bytes.
    let unit = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
    Cost {
        cpu: seconds(usage.user_time()) + seconds(usage.system_time()),
        memory: usage.max_rss().unsigned_abs() * unit,
    }
}
