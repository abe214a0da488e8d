// Kubernetes: the API server's audit log, and what kubelet, the control plane, k3s, rke2, MicroK8s and etcd say. What containers say is other
// parsers' business.

import type { Fields } from '#src/event/event.js';
import type { SyslogLine } from '#src/event/line.js';
import { defineParser } from '#src/plugin/parser.js';
import { readClusterAudit } from './audit.js';
import { readEtcd, readKlog, readLogfmt } from './klog.js';

const PROGRAMS = [
  'kubelet',
  'kube-*',
  'k3s*',
  'rke2*',
  'microk8s*',
  'etcd*',
  'k0s*',
  'kubernetes*',
  'minikube*',
  'cilium*',
];

export default defineParser({
  id: 'kubernetes',
  title: 'Kubernetes',
  contract: '^1.0.0',
  family: 'container',
  hint: { apps: PROGRAMS, contains: ['"apiVersion":"audit.k8s.io/', '"apiVersion": "audit.k8s.io/', '.go:'] },
  parse,
}); // prettier-ignore

function parse(line: SyslogLine): Fields | undefined {
  const app = line.app?.toLowerCase();
  const isOurs = app !== undefined && PROGRAMS.some((name) => (name.endsWith('*') ? app.startsWith(name.slice(0, -1)) : app === name)); // prettier-ignore
  const { json } = line;
  if (json !== undefined) return readClusterAudit(json) ?? (isOurs ? readEtcd(json) : undefined);
  // klog's head is its own: without a program it can be nobody else's.
  if (app === undefined) return readKlog(line.searched);
  return isOurs ? (readKlog(line.message) ?? readLogfmt(line.message)) : undefined;
}
