// `lanwarden search 'QUERY'`: reads the event store directly, so it needs no running server. Newest first.

import { InvalidArgumentError, Option, type Command } from 'commander';
import { systemClock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { parseQuery } from '#src/query/parse.js';
import type { Query } from '#src/query/ast.js';
import type { EventReader, TimeRange } from '#src/store/event-store.js';
import { parseUntil, parseWhen } from '#src/time-range.js';
import { loadWhatThereIs } from './command-config.js';
import { FORMATS, renderEvents, type Format, type OutputTarget } from './event-output.js';
import { openReader } from './event-reader.js';

interface SearchOptions {
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
  readonly format: Format;
}

const PAGE_EVENTS = 1_000;
/** What a Date can hold, ECMA-262 §21.4.1.1. */
const END_OF_TIME_MS = 8.64e15;

export default function search(command: Command): void {
  command
    .allowUnknownOption() // a query may begin with a minus
    .argument('[query]', "what to look for, e.g. 'user:root outcome:failure'; left out: everything", '')
    .option('--from <time>', 'no older than this: ISO 8601, -24h, -7d')
    .option('--to <time>', 'older than this: ISO 8601, -1h, now; a day without a time as a whole')
    .option('--limit <n>', 'at most so many events', positiveInteger, 100)
    .addOption(new Option('--format <format>', 'how to print them').choices(FORMATS).default('table'))
    .action(async (text: string, options: SearchOptions, self: Command) => {
      const { config } = (await loadWhatThereIs(self)).loaded;
      const now = systemClock.now();
      const query = readQuery(text, now, config.time.zone);
      const range = {
        from: options.from === undefined ? 0 : parseWhen(options.from, now, config.time.zone),
        to: options.to === undefined ? END_OF_TIME_MS : parseUntil(options.to, now, config.time.zone),
      };
      const reader = await openReader(config);
      try {
        await print(reader, query, range, options);
      } finally {
        await reader.close();
      }
    });
}

async function print(
  reader: EventReader,
  query: Query,
  range: TimeRange,
  { limit, format }: SearchOptions,
): Promise<void> {
  const target: OutputTarget = {
    isTTY: process.stdout.isTTY === true,
    width: process.stdout.isTTY ? process.stdout.columns : Infinity,
  };
  let printed = 0;
  let cursor: string | undefined;
  do {
    const page = await reader.search({
      query,
      range,
      limit: Math.min(PAGE_EVENTS, limit - printed),
      ...(cursor !== undefined && { cursor }),
    });
    await write(renderEvents(page.events, format, target, printed === 0));
    printed += page.events.length;
    cursor = page.next;
  } while (cursor !== undefined && printed < limit);
  for (const { message } of reader.problems?.(range) ?? [])
    process.stderr.write(`lanwarden: events are missing: ${message}\n`);
  if (format === 'table')
    process.stderr.write(
      `${printed} event${printed === 1 ? '' : 's'}${cursor === undefined ? '' : ', there are more (--limit)'}\n`,
    );
}

function readQuery(text: string, now: number, zone: string): Query {
  const parsed = parseQuery(text, { now, zone });
  if (parsed.kind === 'query') return parsed.query;
  throw new Fault('QUERY_INVALID', `The query has a mistake at character ${parsed.at + 1}: ${parsed.hint}`, {
    details: { at: parsed.at },
  });
}

/** Resolves when the pipe took it, so that a slow reader does not fill our memory. */
function write(text: string): Promise<void> {
  return new Promise((resolve) => void process.stdout.write(text, () => resolve()));
}

function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 1 up.');
  return Number(text);
}
