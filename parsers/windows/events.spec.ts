import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '#src/collector/decode/decode.js';
import { ACTIONS as SHARED } from '#src/event/actions.js';
import { CATEGORIES, TYPES } from '#src/event/ecs.js';
import { ACTIONS } from './actions.js';
import { channelOf, codeOfTitle, eventDefOf, scopeOf } from './events.js';
import { SCOPES } from './scopes.js';
import windows from './index.js';

const rows = SCOPES.flatMap((scope) => scope.rows.map((row) => [scope.id, row[0], row] as const));

describe('the tables of events', () => {
  it.each(rows)('%s %s has words that ECS and the vocabulary allow', (_scope, codes, row) => {
    const [, level, category, type, action, outcome] = row;
    expect(codes).toMatch(/^\d{1,5}( \d{1,5})*$/);
    expect([1, 2, 3, 4, 5]).toContain(level);
    expect(category.split(' ').filter((word) => !CATEGORIES.has(word))).toEqual([]);
    expect(type.split(' ').filter((word) => !TYPES.has(word))).toEqual([]);
    expect(Object.hasOwn(SHARED, action) || Object.hasOwn(ACTIONS, action), action).toBe(true);
    expect(['', 'success', 'failure']).toContain(outcome);
  });

  it.each(SCOPES.filter((scope) => scope.providers.length > 0).map((scope) => [scope.id, scope] as const))(
    'of %s name each id once',
    (_id, scope) => {
      const codes = scope.rows.flatMap((row) => row[0].split(' '));
      expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
    },
  );

  it('name each provider and each channel once', () => {
    const names = SCOPES.flatMap((scope) => [...scope.providers, ...(scope.channels ?? []).map((name) => `#${name}`)]);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('use every word of the vocabulary of this parser', () => {
    const used = new Set<string>(rows.map(([, , row]) => row[4]));
    expect(Object.keys(ACTIONS).filter((word) => !used.has(word) && word !== 'windows_event')).toEqual([]);
  });

  it('find an event by the first sentence of its text', () => {
    for (const [scope, codes, row] of rows.filter(([id]) => id === 'security'))
      for (const title of row[7].split(' | ').filter((text) => text !== '')) {
        const code = codeOfTitle(`${title}.\r\n\r\nSubject:\r\n`, undefined);
        expect(eventDefOf(scopeOf('Security', undefined), code ?? '').action, `${scope} ${codes}: ${title}`).toBe(
          row[4],
        );
      }
  });
});

/** Appendix L of "Active Directory Security Best Practices" and the audit categories' pages; ranges include both ends. */
const AUDITED = (
  '1100-1102 1104 1105 1108 4608-4612 4614-4616 4618 4621 4622 4624-4627 4634 4646-4668 4670-4675 4688-4707 4709-4719 4720 4722-4735 4737-4794 ' +
  '4797-4803 4816-4826 4864-4900 4902 4904-4913 4928-4937 4944-4954 4956-4958 4960-4965 4976-4985 5024 5025 5027-5035 5037-5071 5136-5145 ' +
  '5148-5159 5168-5170 5376-5379 5440-5444 5446-5453 5456-5468 5471-5474 5477-5480 5483-5485 5632 5633 5712 5888-5890 6144 6145 6272-6281 ' +
  '6400-6410 6416-6424'
)
  .split(' ')
  .flatMap((range) => {
    const [from, to = from] = range.split('-').map(Number) as [number, number?];
    return Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
  })
  // ids in the ranges that Microsoft gave to nothing
  .filter((code) => !['4708', '4736', '4829', '5026', '5036', '5052', '5053', '5054', '5055'].includes(code));

it('knows every id of the Microsoft audit categories', () => {
  const scope = scopeOf('Security', 'Microsoft-Windows-Security-Auditing');
  expect(AUDITED.filter((code) => !eventDefOf(scope, code).isKnown)).toEqual([]);
});

describe('the scope of an event', () => {
  it.each([
    ['Security', undefined, 'security'],
    [undefined, undefined, 'security'],
    ['ForwardedEvents', 'Microsoft-Windows-Sysmon', 'sysmon'],
    ['microsoft-windows-sysmon/operational', undefined, 'sysmon'],
    ['Application', 'MSSQL$PROD', 'sql-server'],
    ['System', 'service control manager', 'services'],
    ['System', 'Contoso', 'system'],
    ['Contoso/Operational', 'Contoso', ''],
  ])('of channel %s and provider %s is "%s"', (channel, provider, id) =>
    expect(scopeOf(channel, provider).id).toBe(id),
  );

  it('does not lend the rows of a shared channel to a provider that no table knows', () => {
    expect(eventDefOf(scopeOf('System', 'Contoso'), '7045').isKnown).toBe(false);
    expect(eventDefOf(scopeOf('System', undefined), '7045').isKnown).toBe(true);
  });

  it('gives a provider its home channel', () => {
    expect(channelOf('Microsoft-Windows-Sysmon', '1')).toBe('Microsoft-Windows-Sysmon/Operational');
    expect(channelOf('Service Control Manager', '7045')).toBe('System');
    expect(channelOf('PowerShell', '800')).toBe('Windows PowerShell');
    expect(channelOf('Contoso', '1')).toBeUndefined();
  });
});

it('has a sample of every kind of scope that names accounts or addresses', () => {
  const lines = readFileSync(new URL('./samples/content.log', import.meta.url), 'utf8').split('\n');
  const seen = new Set(
    lines
      .filter((line) => line.startsWith('{'))
      .map((line) => windows.parse(decodeFrame(Buffer.from(line))))
      .map((fields) => scopeOf(fields?.['winlog.channel'] as string, fields?.['winlog.provider_name'] as string).id),
  );
  const named = SCOPES.filter((scope) =>
    scope.rows.some((row) => row[5] === 'failure' && row[2].includes('authentication')),
  );
  expect(named.map((scope) => scope.id).filter((id) => !seen.has(id))).toEqual([]);
});
