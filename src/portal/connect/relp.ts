// rsyslog over RELP: each message is kept until this server has stored it.

import type { Reachable, Recipe } from './recipe.js';
import { certificates } from './tls.js';

/**
 * Memory first, disk when this server is away for long, and the disk when rsyslog ends: what RELP does for the way, the queue does for
 * what waits. https://www.rsyslog.com/doc/configuration/modules/omrelp.html
 */
const QUEUE = [
  'queue.type="linkedList" queue.size="50000" queue.filename="lanwarden" queue.maxDiskSpace="1g"',
  'queue.saveOnShutdown="on" action.resumeRetryCount="-1" action.resumeInterval="10"',
].join('\n  ');

export function rsyslogOverRelp({ host, relpTls }: Reachable, port: number): Recipe {
  const security = relpTls === undefined ? '' : `\n  ${tlsOptions(host, relpTls.ownCertificate)}`;
  const trust =
    relpTls === undefined
      ? ''
      : ` ${certificates(relpTls.ownCertificate, relpTls.clientCertificates, 'listen.relp.cert')}`;
  return {
    id: 'rsyslog-relp',
    title: 'rsyslog, acknowledged (RELP)',
    where: '/etc/rsyslog.d/90-lanwarden.conf',
    kinds: ['server', 'application'],
    text: `module(load="omrelp"${relpTls === undefined ? '' : ' tls.tlslib="openssl"'})
*.* action(type="omrelp" target="${host}" port="${port}" name="lanwarden"
  template="RSYSLOG_SyslogProtocol23Format"${security}
  ${QUEUE})`,
    note: `Needs the package rsyslog-relp. A message counts as sent when it is stored here; until then rsyslog keeps it, also while this server is away. What was under way when a connection breaks may arrive twice.${trust} Then: systemctl restart rsyslog`,
  };
}

/**
 * With GnuTLS librelp (1.11) asks for an anonymous session when it has no certificate of its own, which nobody should accept: so OpenSSL.
 * Our own certificate is for this machine alone; who was given the file trusts nothing else.
 */
function tlsOptions(host: string, own: string | undefined): string {
  const mode = own === undefined ? `tls.authMode="name" tls.permittedPeer=["${host}"]` : 'tls.authMode="certvalid"';
  return `tls="on" tls.caCert="/etc/ssl/lanwarden.pem" ${mode}`;
}
