// A line of /var/log/containers as containerd and CRI-O write it: `2026-11-20T10:00:01.123456789Z stderr F <what the container said>`.
// The header's reader takes the stream for a host. https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md

import { makeEnvelope } from '../../event/envelope.js';
import type { SyslogLine } from '../../event/line.js';
import type { Opened } from './wrapped.js';

const HEAD = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) (stdout|stderr) [FP](?::\w{1,20})? /;

/** Undefined for all other lines; costs next to nothing for them. */
export function openCri(line: SyslogLine): Opened | undefined {
  if (line.host !== 'stdout' && line.host !== 'stderr') return undefined;
  const head = HEAD.exec(line.raw);
  if (head === null) return undefined;
  const text = line.raw.slice(head[0].length);
  if (text === '') return undefined;
  const time = Date.parse(head[1]!);
  const named = { time: Number.isNaN(time) ? undefined : time };
  return { envelope: makeEnvelope('container', named, [{ stream: head[2]! }]), text };
}
