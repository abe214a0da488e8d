// The thread in which trials run in the built program: a parser that does not come back keeps nobody but this thread, which is then
// ended. Shared memory tells which parser is at work.

import { parentPort, workerData } from 'node:worker_threads';
import { Enricher } from '../collector/enrich/enricher.js';
import type { ParserWatch } from '../collector/parse/loop-guard.js';
import { privateCopies } from '../plugin/discovery.js';
import { messageOf } from '../faults.js';
import { runTrial, type TrialInput } from './run-trial.js';
import { IDLE, type FromThread, type ThreadData, type ToThread } from './thread-messages.js';
import { createTrialDispatcher } from './trial-dispatcher.js';

const { shared, plugins, enrichment, copies } = workerData as ThreadData;
const state = new Int32Array(shared);
const watch: ParserWatch = {
  see: () => undefined,
  enter: (index) => void Atomics.store(state, 0, index),
  leave: () => void Atomics.store(state, 0, IDLE),
};
const dispatcher = await createTrialDispatcher(plugins, watch, privateCopies(copies));
const enricher = new Enricher(enrichment);
await enricher.start(); // looks at its files as often as the collector does

function answer(id: number, input: TrialInput): FromThread {
  try {
    return { t: 'done', id, result: runTrial(input, { dispatcher, enricher, guard: watch }) };
  } catch (error) {
    return { t: 'failed', id, error: messageOf(error) };
  } finally {
    Atomics.store(state, 1, id);
  }
}

const say = (message: FromThread): void => parentPort!.postMessage(message);

parentPort!.on('message', ({ id, input }: ToThread) => say(answer(id, input)));
say({ t: 'ready', parsers: dispatcher.health().map((parser) => parser.id) });
