//! Chaos: the real binary under a seeded schedule of faults, on PostgreSQL with several workers and on SQLite. Whatever is
//! killed, stopped or taken away, every accepted job ends, once, with the result it has when nothing happens.
//!
//! The short form is part of the tests; `make chaos` runs the long one (`OUTLAY_CHAOS=long`, `OUTLAY_CHAOS_SEED=N`).
//! [`site`] holds the processes and injects the faults, [`executioner`] aborts whoever runs one job, [`client`] submits in
//! spite of them, [`verdict`] looks at what came of it.

mod client;
mod executioner;
mod site;
mod verdict;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use self::client::Person;
use self::site::{Fault, Site};
use crate::sample::{self, Dice};
use crate::server::analyze_file;

/// Priority that marks the job whose process is aborted every time it runs.
const POISON: i32 = -7;

/// How much happens.
struct Plan {
    people: u64,
    jobs_each: usize,
    /// Times each fault is injected.
    rounds: usize,
    outage: Duration,
}

impl Plan {
    fn of(postgres: bool) -> Self {
        let long = std::env::var("OUTLAY_CHAOS").is_ok_and(|v| v == "long");
        match (long, postgres) {
            (true, true) => Self { people: 6, jobs_each: 50, rounds: 6, outage: Duration::from_secs(30) },
            (true, false) => Self { people: 4, jobs_each: 25, rounds: 5, outage: Duration::from_secs(10) },
            (false, true) => Self { people: 3, jobs_each: 8, rounds: 1, outage: Duration::from_secs(6) },
            (false, false) => Self { people: 2, jobs_each: 5, rounds: 1, outage: Duration::from_secs(4) },
        }
    }
}

async fn chaos(mut site: Site, faults: &[Fault], plan: Plan) {
    let seed = std::env::var("OUTLAY_CHAOS_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(7);
    let began = Instant::now();
    let mut undisturbed = BTreeMap::new();
    let mut people = Vec::new();
    site.start().await;
    for n in 0..plan.people {
        let csv = sample::csv(&sample::rows(8, n));
        let (_dir, out) = analyze_file(&csv);
        undisturbed.insert(n, verdict::Expected::read(&out));
        people.push(Arc::new(Person::join(&site.base, n, csv).await));
    }
    let done = Arc::new(AtomicBool::new(false));

    // Everybody submits while things break; now and then somebody changes their mind.
    let submitting: Vec<_> = people
        .iter()
        .map(|person| {
            let (person, jobs) = (Arc::clone(person), plan.jobs_each);
            tokio::spawn(async move {
                let mut dice = Dice(seed + person.number);
                let mut ids = Vec::new();
                for job in 0..jobs {
                    let id = person.submit(&format!("job-{job}"), &json!({})).await;
                    if dice.roll(6) == 0 {
                        person.cancel(&id).await;
                    }
                    ids.push(id);
                    tokio::time::sleep(Duration::from_millis(dice.roll(1500))).await;
                }
                ids
            })
        })
        .collect();
    // With a seed of its own: models of the other jobs are not used again, so it takes long enough to be caught.
    let poison = people[0].submit("poison", &json!({"priority": POISON, "seed": 99})).await;
    let duplicate = people[1].submit_twenty_times("the same").await;
    let executioner = tokio::spawn(executioner::abort_whoever_runs(site.database.clone(), POISON, Arc::clone(&done)));

    let mut dice = Dice(seed);
    let mut schedule: Vec<Fault> = faults.iter().copied().cycle().take(faults.len() * plan.rounds).collect();
    for i in (1..schedule.len()).rev() {
        schedule.swap(i, dice.roll(i as u64 + 1) as usize);
    }
    let mut injected: BTreeMap<&str, usize> = BTreeMap::new();
    for fault in schedule {
        tokio::time::sleep(Duration::from_millis(300 + dice.roll(1500))).await;
        eprintln!("{:6.1} s  {}", began.elapsed().as_secs_f64(), fault.name());
        if site.inject(fault, plan.outage, &mut dice).await {
            *injected.entry(fault.name()).or_default() += 1;
        }
    }
    // The last ones submit while nothing more is broken; but the job that aborts its process goes on doing so until it has
    // ended, and somebody has to replace what it aborts.
    let submitted = async {
        let mut accepted = Vec::new();
        for (person, task) in people.iter().zip(submitting) {
            accepted.extend(task.await.expect("it submitted").into_iter().map(|id| (person.number, id)));
        }
        accepted
    };
    let mut accepted = tokio::select! {
        accepted = submitted => accepted,
        () = site.keep_up() => unreachable!("it goes on for ever"),
    };
    accepted.push((0, poison.clone()));
    accepted.push((1, duplicate));

    // All is well again: everything that was accepted ends.
    site.heal().await;
    let waiting = async {
        let mut ended = BTreeMap::new();
        for (number, id) in &accepted {
            ended.insert(id.clone(), people[*number as usize].wait(id).await);
        }
        ended
    };
    let ended = tokio::select! {
        ended = waiting => ended,
        () = site.keep_up() => unreachable!("it goes on for ever"),
    };
    done.store(true, Ordering::Relaxed);
    injected.insert("SIGABRT of whoever runs one job", executioner.await.expect("it looked on"));
    injected.insert("20 submissions with one key", 1);

    let problem = &ended[&poison]["problem"]["type"];
    assert_eq!(problem, "/problems/worker-lost", "{}", ended[&poison]);
    let verdict = verdict::of(&site, &people, &accepted, &ended, &undisturbed).await;
    println!("\nchaos on {}: seed {seed}, {} s", site.kind(), began.elapsed().as_secs());
    for (fault, times) in &injected {
        println!("| {fault:<44} | {times:>5} |");
    }
    println!("{verdict}");
    verdict.check();
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_breaks_every_job_ends_once_on_postgresql() {
    let site = Site::postgres().await;
    let faults = [
        Fault::KillWorker,
        Fault::KillWorker,
        Fault::FreezeWorker,
        Fault::TerminateWorker,
        Fault::KillApi,
        Fault::TerminateBackends,
        Fault::RestartFast,
        Fault::RestartImmediate,
        Fault::Outage,
        Fault::WorkerWithOtherClock,
    ];
    chaos(site, &faults, Plan::of(true)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_breaks_every_job_ends_once_on_sqlite() {
    let faults = [Fault::KillApi, Fault::FreezeApi, Fault::TerminateApi, Fault::DiskFull, Fault::KillApi];
    chaos(Site::sqlite(), &faults, Plan::of(false)).await;
}
