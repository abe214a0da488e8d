import { expect, it } from 'vitest';
import { logEvent } from '../../../test/helpers/event-portal.js';
import { csvChunks, ndjsonChunks } from './export-formats.js';

async function* batches(events: ReturnType<typeof logEvent>[]) {
  yield { events: [], position: '' };
  yield { events, position: '' };
}

it.each([
  ['NDJSON', ndjsonChunks, '\n', 500],
  ['CSV', csvChunks, '\r\n', 501],
])('writes long events in more than one chunk, and none is lost: %s', async (_, chunks, end, lines) => {
  const long = Array.from({ length: 500 }, (_, n) => logEvent({ 'event.original': `${n} ${'\0'.repeat(9_000)}` }, n));
  const parts: Buffer[] = [];
  for await (const part of chunks(batches(long))) parts.push(part);
  expect(parts.length).toBeGreaterThan(4);
  const text = Buffer.concat(parts).toString().trimEnd().split(end);
  expect(text).toHaveLength(lines);
  expect(text.at(-1)).toContain('499 ');
});
