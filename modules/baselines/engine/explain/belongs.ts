// Whether an activity is an example of what a reason counts or finds new. The score may rise by an activity that only happened in the
// same hour: a sentence that began with it would mislead.

import type { Activity } from '../activity.js';
import { DIMENSIONS, valueIn } from '../dimensions.js';
import type { Evidence, Facts } from '../evidence.js';
import type { ReasonCode } from '../reason.js';

/** Undefined: any activity would do, none is an example. */
export function belongs({ code, value, facts }: Evidence, activity: Activity): boolean | undefined {
  const dimension = DIMENSIONS.findIndex((each) => each.code === code);
  if (dimension < 0) return BELONGS[code]?.(activity, value, facts);
  return value === undefined || valueIn(activity, dimension) === value;
}

type Belongs = (activity: Activity, value: string | undefined, facts: Facts) => boolean;

const onMachine: Belongs = ({ host, isInferred }) => host !== undefined && !isInferred;
const withProgram: Belongs = ({ program }) => program !== undefined;
/** From the source that the reason is about: who logs on from home in that hour is no example of a break-in from elsewhere. */
const logonThat =
  (wanted: Activity['outcome']): Belongs =>
  ({ kind, outcome, sourceIp, sourceHost }, _value, { source }) =>
    kind === 'logon' && outcome === wanted && (source === undefined || source === (sourceIp ?? sourceHost ?? ''));

const BELONGS: Partial<Readonly<Record<ReasonCode, Belongs>>> = {
  'many-logons': ({ kind }) => kind === 'logon',
  'many-failures': ({ outcome }) => outcome === 'failure',
  'many-privileged': ({ kind }) => kind === 'privilege',
  'many-hosts': onMachine,
  'many-new-hosts': onMachine,
  'slow-creep': onMachine,
  'many-dns': ({ kind }) => kind === 'dns',
  'dns-tunnel': ({ kind, domain }, value) => kind === 'dns' && (value === undefined || domain === value),
  'many-files': ({ kind }) => kind === 'file',
  'many-programs': withProgram,
  'many-new-programs': withProgram,
  'failures-then-success': logonThat('success'),
  'spraying-success': logonThat('success'),
  spraying: logonThat('failure'),
  'impossible-travel': ({ country }, value) => country !== undefined && (value === undefined || country === value),
};
