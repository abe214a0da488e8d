// The thread's side of job.ts.

import { parentPort, workerData } from 'node:worker_threads';
import { Fault, messageOf } from '../faults.js';
import { runJob, type JobMessage, type JobRequest } from './run-job.js';

const cancelled = new AbortController();
parentPort!.on('message', () => cancelled.abort());
const say = (message: JobMessage): void => parentPort!.postMessage(message);

try {
  const summary = await runJob(
    workerData as JobRequest,
    (progress) => say({ t: 'progress', progress }),
    cancelled.signal,
  );
  say({ t: 'done', summary });
} catch (error) {
  say({ t: 'failed', code: error instanceof Fault ? error.code : 'BUG', text: messageOf(error) });
}
parentPort!.close();
