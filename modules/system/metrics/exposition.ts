// The Prometheus text format 0.0.4: families of samples, and histograms out of counted ranges.

import type { HistogramState } from '#src/collector/write/pressure.js';

export type Labels = Readonly<Record<string, string>>;
export type Line = readonly [labels: Labels, value: number];

/** Empty without lines: a family that nobody can tell is left out. */
export function metric(name: string, type: 'counter' | 'gauge', help: string, lines: readonly Line[]): string {
  if (lines.length === 0) return '';
  return `${head(name, type, help)}${lines.map(([labels, value]) => sample(name, labels, value)).join('')}`;
}

/** One number without labels. */
export function single(name: string, type: 'counter' | 'gauge', help: string, value: number): string {
  return metric(name, type, help, [[{}, value]]);
}

export function histogram(name: string, help: string, { bounds, counts, sum }: HistogramState): string {
  let all = 0;
  const buckets = counts.map((count, i) => {
    all += count;
    return sample(`${name}_bucket`, { le: bounds[i] === undefined ? '+Inf' : String(bounds[i]) }, all);
  });
  const rest = [sample(`${name}_sum`, {}, sum), sample(`${name}_count`, {}, all)];
  return [head(name, 'histogram', help), ...buckets, ...rest].join('');
}

function head(name: string, type: string, help: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

function sample(name: string, labels: Labels, value: number): string {
  return `${name}${labelText(labels)} ${value}\n`;
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Backslash, quote and line feed are all the format lets one escape; carriage returns would break naive readers. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', ' ');
}
