//! A thread with a high stack, on which values nested a hundred thousand deep can be built, printed and dropped.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// Bytes; the system gives only what is used.
const STACK: usize = 1 << 30;

struct Job {
    program: String,
    input: Vec<u8>,
    most: usize,
}

type Answer = Result<Vec<String>, String>;

struct Worker {
    jobs: Sender<Job>,
    answers: Receiver<Answer>,
}

thread_local! {
    /// Each thread has its own, which ends with it.
    static WORKER: Worker = Worker::start();
}

impl Worker {
    fn start() -> Worker {
        let (jobs, todo) = channel::<Job>();
        let (done, answers) = channel();
        let work = move || {
            for job in todo {
                // Whoever asked may have gone.
                let _ = done.send(super::run_here(&job.program, &job.input, job.most));
            }
        };
        // Without a thread the channel is closed, and `run` says so.
        let _ = thread::Builder::new().name("jq".to_owned()).stack_size(STACK).spawn(work);
        Worker { jobs, answers }
    }
}

pub fn run(program: &str, input: &[u8], most: usize) -> Answer {
    let job = Job { program: program.to_owned(), input: input.to_vec(), most };
    WORKER.with(|worker| {
        let answer = worker.jobs.send(job).ok().and_then(|()| worker.answers.recv().ok());
        answer.unwrap_or_else(|| Err("the thread that runs jq has ended".to_owned()))
    })
}
