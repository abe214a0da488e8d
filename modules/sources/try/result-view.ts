// The result of a trial as the page draws it: one path of steps for each message. All text is made visible here.

import { defectText } from '#src/event/defect-texts.js';
import { fieldOf } from '#src/event/fields.js';
import { type TextPart, visibleParts, visibleText } from '#src/portal/events/visible-text.js';
import type { TrialResult, TrialStep } from '#src/trial/trial.js';

export interface ResultView {
  readonly messages: readonly MessageView[];
  /** Messages that were left out. */
  readonly more: number;
}

export interface MessageView {
  readonly framing: string;
  readonly isCut: boolean;
  readonly dialect: string;
  readonly header: readonly { readonly name: string; readonly value: string }[];
  readonly message: readonly TextPart[];
  readonly defects: readonly { readonly tag: string; readonly meaning: string | undefined }[];
  readonly source: Because & { readonly passedOver: readonly Because[] };
  readonly clock: {
    readonly said: string | undefined;
    readonly zone: string;
    readonly why: string;
    readonly time: number;
  };
  readonly parsers: readonly ParserView[];
  /** Undefined when none claimed it. */
  readonly claimedBy: string | undefined;
  readonly level: number;
  readonly fields: readonly FieldView[];
  readonly outcome: { readonly becomes: string; readonly why: string; readonly retention: string };
}

interface Because {
  readonly name: string;
  readonly why: string;
}

interface ParserView {
  readonly id: string;
  readonly because: string;
  readonly result: string;
  readonly error: string | undefined;
}

export interface FieldView {
  readonly name: string;
  readonly alias: string | undefined;
  readonly doc: string | undefined;
  readonly values: readonly string[];
}

const FRAMED: Readonly<Record<string, string>> = {
  datagram: 'One datagram, one message',
  'octet count': 'Its length stands before it (octet counting, RFC 6587)',
  LF: 'It ends with a line end',
  NUL: 'It ends with a NUL byte',
  'end of connection': 'It ends where the connection ended',
  body: 'One object of the HTTP body',
};

/** `LF, event 2 of 3`: of a message that held several. */
function framedText(by: string): string {
  const [how = '', event] = by.split(', ', 2);
  return `${FRAMED[how] ?? visibleText(how)}${event === undefined ? '' : ` (${visibleText(event)} in it)`}`;
}

const DIALECTS: Readonly<Record<string, string>> = {
  rfc5424: 'RFC 5424, the new syslog header',
  rfc3164: 'RFC 3164, the old syslog header (BSD)',
  json: 'JSON without a syslog header',
  none: 'No syslog header: all of it is the message',
};

const BECAUSE: Readonly<Record<string, string>> = {
  fixed: 'the source is set to it',
  app: 'it knows the program’s name',
  text: 'the line holds a text it looks for',
  fallback: 'it is asked for what nobody else claimed',
};

const RESULTS: Readonly<Record<string, string>> = { claimed: 'claimed', declined: 'not mine', threw: 'failed' };

const SEVERITIES = ['emergency', 'alert', 'critical', 'error', 'warning', 'notice', 'info', 'debug'];
const FACILITIES =
  'kernel user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  );

/** Shown in steps of their own. */
const ELSEWHERE = new Set(['message', 'event.original', 'event.id', 'tags']);
const MAX_VALUE_CHARS = 2_000;
const MAX_VALUES = 50;
const MAX_FIELDS = 500;

export function resultView({ steps, more }: TrialResult): ResultView {
  return { messages: steps.map(messageView), more };
}

function messageView(step: TrialStep): MessageView {
  const { framing, header, source, clock, parsers, outcome, event } = step;
  const claimed = parsers.find(({ result }) => result === 'claimed');
  return {
    framing: `${framedText(framing.by)}: ${framing.bytes} bytes`,
    isCut: framing.truncated,
    dialect: DIALECTS[header.dialect] ?? visibleText(header.dialect),
    header: headerView(header),
    message: visibleParts(header.message.slice(0, MAX_VALUE_CHARS * 2)),
    defects: step.defects.map((tag) => ({ tag: visibleText(tag), meaning: defectText(tag) })),
    source: { ...because(source), passedOver: source.passedOver.map(because) },
    clock: {
      said: clock.said === undefined ? undefined : visibleText(clock.said, 200),
      zone: visibleText(clock.zone),
      why: visibleText(clock.why),
      time: clock.time,
    },
    parsers: parsers.map(({ parser, because: reason, result, error }) => ({
      id: visibleText(parser),
      because: BECAUSE[reason] ?? reason,
      result: RESULTS[result] ?? result,
      error: error === undefined ? undefined : visibleText(error, 500),
    })),
    claimedBy: claimed === undefined ? undefined : visibleText(claimed.parser),
    level: levelOf(event['event.severity']),
    fields: fieldViews(event),
    outcome: { ...outcome, why: visibleText(outcome.why), retention: visibleText(outcome.retention) },
  };
}

function headerView({ facility, severity, host, app, pid }: TrialStep['header']): MessageView['header'] {
  const said: readonly (readonly [string, string | undefined])[] = [
    ['Facility', named(facility, FACILITIES)],
    ['Severity', named(severity, SEVERITIES)],
    ['Host', host],
    ['Program', app],
    ['Process id', pid],
  ];
  return said.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value: visibleText(value, 300) }]));
}

function named(code: number | undefined, names: readonly string[]): string | undefined {
  return code === undefined ? undefined : `${code} ${names[code] ?? ''}`.trim();
}

function because({ name, why }: Because): Because {
  return { name: visibleText(name, 100), why: visibleText(why) };
}

function fieldViews(event: TrialStep['event']): readonly FieldView[] {
  return Object.entries(event)
    .filter(([name]) => !ELSEWHERE.has(name))
    .slice(0, MAX_FIELDS)
    .map(([name, value]) => {
      const def = fieldOf(name);
      const values = (Array.isArray(value) ? value : [value]) as readonly unknown[];
      return {
        name: visibleText(name, 200),
        alias: def?.alias,
        doc: def?.doc,
        values: values.slice(0, MAX_VALUES).map((each) => visibleText(String(each), MAX_VALUE_CHARS)),
      };
    });
}

function levelOf(level: unknown): number {
  return typeof level === 'number' && level >= 1 && level <= 5 ? Math.floor(level) : 1;
}
