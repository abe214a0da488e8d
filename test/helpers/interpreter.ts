// Raw lines to events, as `lanwarden import` reads them: the real parsers, no source configured.

import { NO_SLOTS, Sources } from '#src/collector/identify/sources.js';
import { Interpreter } from '#src/collector/interpret.js';
import { Dispatcher } from '#src/collector/parse/dispatcher.js';
import type { LogEvent } from '#src/event/event.js';
import { discoverParsers } from '#src/plugin/discovery.js';

export type Interpret = (line: string) => LogEvent;

/** @param reference the latest time that a line without a year may have */
export async function startInterpreter(reference = Date.UTC(2026, 10, 30)): Promise<Interpret> {
  const { plugins } = await discoverParsers();
  const sources = new Sources(NO_SLOTS, [], { zone: 'UTC', unknown: 'accept' });
  const interpreter = new Interpreter({ sources, dispatcher: new Dispatcher(plugins, { errorLimit: 3 }), zone: 'UTC' });
  const peer = { address: '127.0.0.1', port: 514 };
  const history = { reference };
  return (line) =>
    interpreter.interpret({
      bytes: Buffer.from(line),
      truncated: false,
      receivedAt: reference,
      transport: 'import',
      peer,
      history,
    }).event;
}
