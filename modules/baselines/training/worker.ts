// The thread of the training: does the job, asks the portal where it must, ends.

import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '#src/faults.js';
import { learn } from './learn.js';
import type { FromThread, ToThread, TrainingHooks, TrainingJob } from './training-job.js';

const abort = new AbortController();
const waiting = new Map<number, () => void>();
let lastId = 0;

const say = (message: FromThread): void => parentPort!.postMessage(message);

function ask(message: (id: number) => FromThread): Promise<void> {
  const id = ++lastId;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    say(message(id));
  });
}

parentPort!.on('message', (message: ToThread) => {
  if (message.t === 'cancel') return abort.abort(new Error('cancelled'));
  waiting.get(message.id)?.();
  waiting.delete(message.id);
});

const hooks: TrainingHooks = {
  progress: (progress) => say({ t: 'progress', progress }),
  history: (day, found) => ask((id) => ({ t: 'history', id, day, found })),
  publish: (model) => ask((id) => ({ t: 'publish', id, model })),
};

try {
  say({ t: 'done', result: await learn(workerData as TrainingJob, hooks, abort.signal) });
} catch (error) {
  say(abort.signal.aborted ? { t: 'cancelled' } : { t: 'failed', error: messageOf(error) });
} finally {
  parentPort!.close();
}
