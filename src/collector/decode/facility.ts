// Names of facilities and severities as logread and syslogd print them: `daemon.info`.

const FACILITIES = [
  'kern',
  'user',
  'mail',
  'daemon',
  'auth',
  'syslog',
  'lpr',
  'news',
  'uucp',
  'cron',
  'authpriv',
  'ftp',
];
const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
const facilities = new Map(FACILITIES.map((name, code) => [name, code]));
for (let n = 0; n < 8; n += 1) facilities.set(`local${n}`, 16 + n);
const severities = new Map(SEVERITIES.map((name, code) => [name, code]));
severities.set('warn', 4).set('error', 3).set('panic', 0);

const MAX_LENGTH = 24;

/** FreeBSD's syslogd with -v writes `<4.6>` behind the time, with -vv `<auth.info>`. */
export function facilityInBrackets(
  text: string,
  at: number,
): { readonly facility: number; readonly severity: number; readonly end: number } | undefined {
  const length = text.slice(at, at + MAX_LENGTH).indexOf('> ');
  if (length < 0) return undefined;
  const [first = '', second = ''] = text.slice(at + 1, at + length).split('.');
  const facility = facilities.get(first) ?? numberUpTo(23, first);
  const severity = severities.get(second) ?? numberUpTo(7, second);
  return facility === undefined || severity === undefined ? undefined : { facility, severity, end: at + length + 1 };
}

function numberUpTo(limit: number, digits: string): number | undefined {
  return /^\d{1,2}$/.test(digits) && Number(digits) <= limit ? Number(digits) : undefined;
}

/** The word `facility.severity` at `at`, with the index behind it; undefined when it is none. */
export function facilityDotSeverity(
  text: string,
  at: number,
): { readonly facility: number; readonly severity: number; readonly end: number } | undefined {
  const space = text.slice(at, at + MAX_LENGTH).indexOf(' ');
  if (space < 0) return undefined;
  const [first = '', second = ''] = text.slice(at, at + space).split('.');
  const facility = facilities.get(first);
  const severity = severities.get(second);
  return facility === undefined || severity === undefined ? undefined : { facility, severity, end: at + space };
}
