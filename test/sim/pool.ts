// Worker threads that share a list of tasks.

import { availableParallelism } from "node:os";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { perform, type Report, type Task } from "./work.ts";

/** Resolves to a report for each task, in order. */
export async function performAll(
  tasks: readonly Task[],
  mostWorkers = availableParallelism(),
): Promise<readonly Report[]> {
  const reports: Report[] = [];
  const waiting = [...tasks.entries()];
  const workers = Math.min(mostWorkers, tasks.length);
  await Promise.all(Array.from({ length: workers }, () => drain(waiting, reports)));
  return reports;
}

async function drain(waiting: [number, Task][], reports: Report[]): Promise<void> {
  const worker = new Worker(new URL(import.meta.url));
  try {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, task] = next;
      reports[index] = await ask(worker, task);
    }
  } finally {
    await worker.terminate();
  }
}

function ask(worker: Worker, task: Task): Promise<Report> {
  return new Promise((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", (report: Report) => {
      worker.off("error", reject);
      resolve(report);
    });
    worker.postMessage(task);
  });
}

if (!isMainThread)
  parentPort?.on("message", (task: Task) => {
    perform(task).then(
      (report) => parentPort?.postMessage(report),
      (error: unknown) => {
        throw error;
      },
    );
  });
