// Historic lines as `import` would store them, and events as a store would give them back, without a store.

import { Sources } from '#src/collector/identify/sources.js';
import { IMPORT_PEER } from '#src/collector/import-sessions.js';
import { Interpreter } from '#src/collector/interpret.js';
import { Dispatcher } from '#src/collector/parse/dispatcher.js';
import type { LogEvent } from '#src/event/event.js';
import { discoverParsers } from '#src/plugin/discovery.js';
import { predicateOf } from '#src/query/predicate.js';
import type { EventReader, ScanBatch } from '#src/store/event-store.js';

export interface HistoryOptions {
  /** The installation's. */
  readonly zone?: string;
  /** ms since 1970 from which missing years are inferred. */
  readonly reference?: number;
  readonly source?: string;
}

const { plugins } = await discoverParsers();
const NO_LEDGER = { size: 0, current: 0, has: () => false, slot: () => 0 };
/** Parsers remember no line, so all inputs share one: its automaton of all hints takes longer to make than most inputs to read. */
const dispatcher = new Dispatcher(plugins, { errorLimit: 10 });

/** Decoded, parsed and timed by the collector's own code, one input. */
export function readHistory(lines: readonly string[], options: HistoryOptions = {}): LogEvent[] {
  const { zone = 'UTC', reference = Date.parse('2026-11-20T12:00:00Z'), source = 'samples' } = options;
  const interpreter = new Interpreter({
    sources: new Sources(NO_LEDGER, [], { zone, unknown: 'accept' }),
    dispatcher,
    zone,
  });
  const history = { reference };
  return lines.map((line) => {
    const frame = { bytes: Buffer.from(line), receivedAt: reference, transport: 'import', peer: IMPORT_PEER } as const;
    return interpreter.interpret({ ...frame, history, source }).event;
  });
}

/** Holds these events, numbered in the order of the array. */
export function storeOf(events: readonly LogEvent[]): Pick<EventReader, 'scan' | 'segments'> {
  const stored = events.map((event, index) => ({ ...event, 'event.id': `test-import-0:${index}` }));
  const times = events.map((event) => event['@timestamp']);
  return {
    segments: async () => [
      ...(events.length === 0
        ? []
        : [
            {
              ...({
                id: 'test-default-import-0',
                day: 'test',
                retention: 'default',
                kind: 'import',
                sealed: true,
              } as const),
              rows: events.length,
              bytes: 0,
              minTime: Math.min(...times),
              maxTime: Math.max(...times),
            },
          ]),
    ],
    async *scan({ query, range, batchSize = 1_000 }): AsyncIterable<ScanBatch> {
      const fits = query === undefined ? () => true : predicateOf(query);
      const found = stored
        .filter((event) => event['@timestamp'] >= range.from && event['@timestamp'] < range.to && fits(event))
        .sort((a, b) => a['@timestamp'] - b['@timestamp']);
      for (let at = 0; at < found.length; at += batchSize)
        yield { events: found.slice(at, at + batchSize), position: String(at) };
    },
  };
}
