// Which troubles of either engine are worth another try of the same statement.

import { expect, it } from 'vitest';
import { isPassing } from './passing.js';

const ofPostgres = (code: string, message = 'said'): Error => Object.assign(new Error(message), { parent: { code } });

it.each([
  [new Error('SQLITE_BUSY: database is locked'), true],
  [new Error('SQLITE_CONSTRAINT: NOT NULL constraint failed'), false],
  [Object.assign(new Error('connect ECONNREFUSED 10.0.0.5:5432'), { name: 'SequelizeConnectionRefusedError' }), true],
  [new Error('Connection terminated unexpectedly'), true],
  [new Error('Query read timeout'), true],
  [ofPostgres('40P01', 'deadlock detected'), true],
  [ofPostgres('53100', 'could not extend file'), true],
  [ofPostgres('57P01', 'terminating connection due to administrator command'), true],
  [ofPostgres('55P03', 'canceling statement due to lock timeout'), true],
  [ofPostgres('25P03', 'terminating connection due to idle-in-transaction timeout'), true],
  [new Error('Client has encountered a connection error and is not queryable'), true],
  [ofPostgres('57014', 'canceling statement due to statement timeout'), false],
  [ofPostgres('22P05', 'unsupported Unicode escape sequence'), false],
  [undefined, false],
])('%s passes by itself: %s', (error, expected) => expect(isPassing(error)).toBe(expected));
