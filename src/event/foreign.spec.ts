import { describe, expect, it } from 'vitest';
import type { Fields } from './event.js';
import { readForeignTime } from './foreign-time.js';
import { putForeign } from './foreign-values.js';

describe('readForeignTime', () => {
  const at = Date.UTC(2026, 10, 20, 10, 0, 1);
  it.each([
    ['2026-11-20T10:00:01Z', at],
    ['2026-11-20T10:00:01.5Z', at + 500],
    ['2026-11-20T11:00:01+0100', at],
    ['2026-11-20 05:30:01-04:30', at],
    ['2026-11-20T10:00:01.123456789Z', at + 123],
    ['2026-11-20 10:00:01', '2026-11-20 10:00:01'],
    ['2026-11-20T10:00:01,5', '2026-11-20 10:00:01.500'],
    [at / 1000, at],
    [at, at],
    [at * 1000, at],
    [at * 1e6, at],
    [String(at), at],
    [`${at / 1000}.25`, at + 250],
    [12.5, undefined],
    [Number.NaN, undefined],
    ['yesterday', undefined],
    ['2026-13-40T10:00:01Z', undefined],
    ['10:00:01', undefined],
    [null, undefined],
  ])('reads %j as %j', (value, expected) => expect(readForeignTime(value)).toBe(expected));
});

describe('putForeign', () => {
  it.each<[string, unknown, Fields]>([
    ['SrcIP', '::ffff:192.0.2.1', { 'source.ip': '192.0.2.1' }],
    ['dpt', '443', { 'destination.port': 443 }],
    ['severity', 'WARN', { 'log.syslog.severity.code': 4 }],
    ['severity', 0, { 'log.syslog.severity.code': 0 }],
    ['level', 'error', { 'log.syslog.severity.code': 3 }],
    ['level', 5, { 'event.severity': 5 }],
    ['os_type', 'Windows', { 'lanwarden.family': 'windows' }],
    ['proto', 17, { 'network.transport': 'udp' }],
    ['event.code', 4625, { 'event.code': '4625' }],
    ['outcome', 'failed', { 'event.outcome': 'failure' }],
  ])('%s: %j', (name, value, expected) => {
    const fields: Fields = {};
    expect(putForeign(fields, name, value)).toBe(true);
    expect(fields).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['src', 'not an address'],
    ['spt', 65536],
    ['spt', 22.5],
    ['level', 6],
    ['category', ['network', 'nonsense']],
    ['user', { name: 'nested' }],
    ['user', ' '],
    ['unheard_of', 'x'],
    ['lanwarden.source', 'router'],
    ['event.risk_score', 99],
    ['score', 99],
    ['lanwarden.entity', 'user:alice'],
    ['Lanwarden.Baseline', 'ready'],
    ['lanwarden.reason.code', ['new-country']],
    ['owner', 'alice'],
    ['tags', ['x']],
  ])('leaves %s: %j to the sender’s own name', (name, value) => {
    const fields: Fields = {};
    expect(putForeign(fields, name, value)).toBe(false);
    expect(fields).toEqual({});
  });

  it('does not overwrite', () => {
    const fields: Fields = { 'user.name': 'alice' };
    expect(putForeign(fields, 'username', 'mallory')).toBe(false);
    expect(fields).toEqual({ 'user.name': 'alice' });
  });
});
