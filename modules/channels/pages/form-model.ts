// What the form of a channel is drawn from: the fields of its kind, and routing.

import { SEVERITIES } from '#src/alerts/alert.js';
import type { Channel } from '../book/channel-row.js';
import type { ChannelKind, KindField } from '../transports/kind.js';
import type { TargetWarning } from '../guard/target-warnings.js';
import { TEMPLATE_PATHS } from '../template/paths.js';
import { fieldPath, type Values } from './form-values.js';
import { type RoutingChoices, ruleGroups } from './routing-choices.js';
import { clockText, WEEKDAYS } from './routing-words.js';

export interface FormState {
  readonly kind: ChannelKind;
  readonly values: Values;
  /** IANA zone of hours and weekdays. */
  readonly zone: string;
  readonly choices: RoutingChoices;
  readonly mistakes?: Readonly<Record<string, string>>;
  /** Undefined for a new one. */
  readonly channel?: Channel | undefined;
  /** Of the channel that the form was first drawn with; left out: as it is now. */
  readonly version?: number;
  /** Who saved meanwhile. */
  readonly conflict?: { readonly by: string; readonly at: number };
  readonly preview?: object;
  /** Of what is saved. */
  readonly warning?: TargetWarning | undefined;
}

export function formModel(state: FormState): object {
  const { kind, values, zone, choices, mistakes = {}, channel, version, conflict, preview, warning } = state;
  const fields = kind.fields.map((field) => fieldView(field, channel));
  const labels = new Map([...fields.map(({ path, label }) => [path, label] as const), ...LABELS]);
  return {
    title: channel === undefined ? `New channel: ${kind.title}` : `Change ${channel.name}`,
    styles: STYLES,
    kind: { id: kind.id, title: kind.title, icon: kind.icon, text: kind.text, steps: kind.steps },
    values,
    zone,
    mistakes,
    conflict,
    preview,
    warnings: warning === undefined ? {} : { [warning.path]: warning.text },
    channel: channel && { id: channel.id, name: channel.name, version: version ?? channel.version },
    fields: fields.filter(({ isMore }) => !isMore),
    more: fields.filter(({ isMore }) => isMore),
    /** Also when somebody must see into it. */
    isMoreOpen: fields.some(({ isMore, path }) => isMore && mistakes[path] !== undefined),
    wrong: Object.keys(mistakes).map((path) => ({
      label: labels.get(path) ?? path,
      id: labels.has(path) ? fieldId(path) : undefined,
      what: mistakes[path],
    })),
    severities: SEVERITIES.map((value, at) => ({
      value,
      label: at === 0 ? 'every one' : `${value}${at === 4 ? '' : ' and above'}`,
    })),
    types: TYPE_CHOICES,
    ruleGroups: ruleGroups(choices.rules, many(values['routing.rules'])),
    sourceRows: withSpare(many(values['routing.sources'])),
    sourceNames: choices.sources,
    hours: Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: clockText(hour) })),
    weekdays: WEEKDAYS.map((label, day) => ({ value: String(day), label })),
    paths: kind.id === 'webhook' ? TEMPLATE_PATHS : [],
  };
}

export const STYLES = ['channels/channels.css'];

/** Of its element on the page. */
function fieldId(path: string): string {
  return `field-${path.replaceAll('.', '-')}`;
}

interface FieldView extends KindField {
  readonly path: string;
  readonly id: string;
  /** A secret that is there already. */
  readonly isKept: boolean;
}

function fieldView(field: KindField, channel: Channel | undefined): FieldView {
  const path = fieldPath(field);
  return {
    ...field,
    path,
    id: fieldId(path),
    isKept: field.isSecret === true && channel?.secretNames.includes(field.name) === true,
  };
}

const TYPE_CHOICES = [
  { value: 'raised', label: 'a new alert' },
  { value: 'updated', label: 'an alert that has become ten times as large, or more severe' },
  { value: 'closed', label: 'an alert that is over or closed' },
  { value: 'silent', label: 'a source that is silent, or back' },
];

/** Rows to fill in beside those that are. */
const SPARE_ROWS = 3;

function withSpare(names: readonly string[]): readonly string[] {
  return [...names, ...new Array<string>(SPARE_ROWS).fill('')];
}

function many(value: string | readonly string[] | undefined): readonly string[] {
  return typeof value === 'string' || value === undefined ? [] : value;
}

const LABELS: readonly (readonly [string, string])[] = [
  ['name', 'Name'],
  ['routing.minSeverity', 'Severity'],
  ['routing.rules', 'Rules'],
  ['routing.sources', 'Sources'],
  ['routing.budgetPerHour', 'Messages an hour'],
  ['routing.active', 'Only at these times'],
  ['routing.quiet', 'Quiet hours'],
];
