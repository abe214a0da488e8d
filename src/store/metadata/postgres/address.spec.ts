// The address of the server: what it says of TLS, and that no mistake in it tells the password.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAddress } from './address.js';

describe('database.url', () => {
  it('is host, port, user, password and database, with characters written as %', () => {
    expect(readAddress('postgres://log%40house:p%2Fw%23%3F@db.lan:6432/log%20s?sslmode=disable')).toEqual({
      host: 'db.lan',
      port: 6432,
      user: 'log@house',
      password: 'p/w#?',
      database: 'log s',
      ssl: false,
      shown: 'db.lan:6432/log s',
    });
    expect(readAddress('postgresql://lw@[::1]/lw')).toMatchObject({ host: '::1', port: 5432, password: undefined });
    expect(readAddress('postgres://lw@localhost/lw?host=/run/postgresql')).toMatchObject({
      host: '/run/postgresql',
      ssl: false,
    });
  });

  it('asks for TLS unless the server is on this machine', () => {
    expect(readAddress('postgres://u:p@127.0.0.1/d').ssl).toBe(false);
    expect(readAddress('postgres://u:p@localhost/d').ssl).toBe(false);
    expect(readAddress('postgres://u:p@127.evil.example/d').ssl).toMatchObject({ rejectUnauthorized: false });
    expect(readAddress('postgres://u:p@10.0.0.5/d').ssl).toMatchObject({ rejectUnauthorized: false });
  });

  it('takes the modes of libpq that keep their promise', () => {
    const dir = mkdtempSync(join(tmpdir(), 'lanwarden-ca-'));
    const ca = join(dir, 'ca.pem');
    writeFileSync(ca, 'the authority');
    const of = (query: string): unknown => readAddress(`postgres://u@db/d?${query}`).ssl;
    expect(of('sslmode=verify-full')).toEqual({ rejectUnauthorized: true });
    expect(of(`sslmode=verify-full&sslrootcert=${ca}`)).toEqual({ ca: 'the authority', rejectUnauthorized: true });
    expect(of(`sslmode=verify-ca&sslrootcert=${ca}`)).toMatchObject({ checkServerIdentity: expect.any(Function) });
    expect(of(`sslmode=require&sslrootcert=${ca}`)).toMatchObject({ ca: 'the authority', rejectUnauthorized: true });
    expect(() => of('sslmode=prefer')).toThrow('sslmode=prefer, expected one of disable, require');
    expect(() => of(`sslmode=require&sslcert=${ca}`)).toThrow('sslkey');
    expect(() => of('sslrootcert=/nowhere/ca.pem')).toThrow('sslrootcert cannot be read');
    rmSync(dir, { recursive: true });
  });

  it.each([
    ['mysql://u:s3cret@h/d', 'postgres://'],
    ['postgres://u:s3cret@h', 'no database'],
    ['postgres://:s3cret@h/d', 'no user'],
    ['postgres://u:s3#cret@h/d', 'Write it as %23'],
    ['postgres://u:s3%cret@h/d', 'write %25'],
    ['postgres://u:s3cret@h/d?ssl=true', 'the parameter ssl'],
    ['postgres://u:s3cret@h:99999/d', 'cannot be read'],
  ])('refuses %s without telling the password', (url, reason) => {
    let message = '';
    try {
      readAddress(url);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toContain(reason);
    expect(message).not.toMatch(/s3|cret/);
  });
});
