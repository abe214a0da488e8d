import { describe, expect, it } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { renderEvents, type OutputTarget } from './event-output.js';
import { renderTable, visible } from './terminal.js';

const PIPE: OutputTarget = { isTTY: false, width: Infinity };

function event(over: Partial<LogEvent>): LogEvent {
  return {
    'event.id': 'e1',
    '@timestamp': Date.parse('2026-11-20T10:00:00.5Z'),
    'event.ingested': Date.parse('2026-11-20T10:00:01Z'),
    'lanwarden.source': 'nas',
    'lanwarden.family': 'linux',
    'event.dataset': 'linux-auth',
    'event.severity': 3,
    'lanwarden.hour_of_week': 106,
    'event.original': 'raw',
    message: 'hello',
    ...over,
  };
}

describe('what an attacker wrote', () => {
  it.each([
    ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
    ['a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['\u009b31m', '\\x9b31m'],
    ['\u202egnp.exe', '\\u{202e}gnp.exe'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['\ud800', '\\u{d800}'],
    ['Grüße, 世界 🙂', 'Grüße, 世界 🙂'],
  ])('is shown as what it is: %j', (text, expected) => expect(visible(text)).toBe(expected));

  it('cannot move the cursor or add a row to the table', () => {
    const text = renderEvents(
      [event({ message: 'x\u001b[2J\nlevel 5', 'user.name': '\u202eroot' })],
      'table',
      PIPE,
      true,
    );
    expect(text.split('\n')).toHaveLength(3);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(text).toContain('x\\x1b[2J\\nlevel 5');
  });

  it('stays the same value in NDJSON, without raw control characters', () => {
    const message = 'a\u001b[31m\u009b\u202eb\n';
    const text = renderEvents([event({ message })], 'ndjson', PIPE, true);
    expect(text.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect((JSON.parse(text) as { message: string }).message).toBe(message);
  });

  it.each(['=cmd|calc', '+1', '-1', '@sum', '\t=1'])('is no formula in CSV: %j', (message) => {
    const [, row] = renderEvents([event({ message })], 'csv', PIPE, true).split('\n');
    expect(row).toContain(`,'${message}`);
  });
});

describe('formats', () => {
  it('CSV has ECS names, ISO times and one heading over all pages', () => {
    const first = renderEvents([event({ 'source.ip': '10.0.0.1' })], 'csv', PIPE, true);
    expect(first.split('\n')[0]).toMatch(/^event\.id,@timestamp,event\.ingested,lanwarden\.source,/);
    expect(first.split('\n')[1]).toMatch(
      /^e1,2026-11-20T10:00:00\.500Z,2026-11-20T10:00:01\.000Z,nas,linux,.*,10\.0\.0\.1,/,
    );
    expect(renderEvents([event({})], 'csv', PIPE, false).split('\n')).toHaveLength(2);
  });

  it('the table fits the terminal, also with wide characters', () => {
    const text = renderEvents([event({ message: '界'.repeat(100) })], 'table', { isTTY: true, width: 80 }, true);
    for (const line of text.trimEnd().split('\n'))
      expect([...line].reduce((sum, char) => sum + (char === '界' ? 2 : 1), 0)).toBeLessThanOrEqual(80);
    expect(text).toContain('…');
  });

  it('a pipe gets the whole message', () => {
    expect(renderEvents([event({ message: 'm'.repeat(5_000) })], 'table', PIPE, true)).toContain('m'.repeat(5_000));
  });

  it('columns line up', () => {
    expect(
      renderTable(
        [{ title: 'a' }, { title: 'b' }],
        [
          ['long', 'x'],
          ['s', 'y'],
        ],
        Infinity,
      ),
    ).toBe('a     b\nlong  x\ns     y\n');
  });
});
