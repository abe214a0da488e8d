// The words of each code.

import type { ReasonCode } from '../reason.js';
import { actionWords, type Words } from './case.js';
import { more } from './counts.js';
import { dormant, failuresThenSuccess, impossibleTravel, spraying, sprayingSuccess } from './logons.js';
import { novelty } from './novelty.js';
import { counted, quantity } from './numbers.js';
import { dnsTunnel, slowCreep, unusualHour, unusualPattern } from './patterns.js';

export const WORDS: Readonly<Record<ReasonCode, Words>> = {
  'new-country': novelty({
    one: 'source country',
    many: 'source countries',
    what: (who, never) => `source country ${never} seen for ${who}`,
    did: (value) => `come from ${value}`,
  }),
  'new-network': novelty({
    one: 'source network',
    many: 'source networks',
    what: (who, never) => `source network ${never} seen for ${who}`,
    did: (value) => `come from ${value}`,
  }),
  'new-source-host': novelty({
    one: 'source machine',
    many: 'source machines',
    what: (who, never) => `source machine ${never} seen for ${who}`,
    did: (value) => `come from ${value}`,
  }),
  'new-host': novelty({
    one: 'machine',
    many: 'machines',
    what: (who, never) => `machine ${never} used by ${who}`,
    did: (value) => `used ${value}`,
  }),
  'new-action': novelty({
    one: 'kind of action',
    many: 'kinds of action',
    what: (who, never) => `kind of action ${never} done by ${who}`,
    did: (value) => `done ${value}`,
    show: (action) => `“${actionWords(action)}”`,
  }),
  'new-program': novelty({
    one: 'program',
    many: 'programs',
    what: (who, never) => `program ${never} run by ${who}`,
    did: (value) => `run ${value}`,
  }),
  'new-domain': novelty({
    one: 'domain',
    many: 'domains',
    what: (who, never) => `domain ${never} asked for by ${who}`,
    did: (value) => `asked for ${value}`,
  }),
  'new-share': novelty({
    one: 'share',
    many: 'shares',
    what: (who, never) => `share ${never} opened by ${who}`,
    did: (value) => `opened ${value}`,
  }),
  'unusual-hour': unusualHour,
  'many-logons': more({ one: 'logon', did: (count) => `logged on ${times(count)}` }),
  'many-failures': more({ one: 'failure', did: (count) => `failed ${times(count)}` }),
  'many-privileged': more({ one: 'privileged action', did: (count) => `did ${counted(count, 'privileged action')}` }),
  'many-hosts': more({ one: 'machine', did: (count) => `was on ${counted(count, 'machine')}` }),
  'many-dns': more({ one: 'DNS question', did: (count) => `asked ${counted(count, 'DNS question')}` }),
  'many-files': more({ one: 'file', did: (count) => `touched ${counted(count, 'file')}` }),
  'many-programs': more({ one: 'program', did: (count) => `ran ${counted(count, 'program')}` }),
  'many-new-hosts': more({
    one: 'new machine',
    did: (count) => `used ${counted(count, 'new machine')}`,
    hours: 24,
  }),
  'many-new-programs': more({
    one: 'new program',
    did: (count) => `ran ${counted(count, 'new program')}`,
    hours: 24,
  }),
  'slow-creep': slowCreep,
  'failures-then-success': failuresThenSuccess,
  spraying,
  'spraying-success': sprayingSuccess,
  'impossible-travel': impossibleTravel,
  dormant,
  'dns-tunnel': dnsTunnel,
  'unusual-pattern': unusualPattern,
};

const times = (count: number): string => ['', 'once', 'twice'][count] ?? `${quantity(count)} times`;
