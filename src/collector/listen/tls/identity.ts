// Whose client certificate was accepted: the name that identifies the source.

import type { PeerCertificate, TLSSocket } from 'node:tls';

/** The subject's CN, else the first DNS name; undefined without a certificate that our authorities signed. */
export function identityOf(socket: TLSSocket): string | undefined {
  if (!socket.authorized) return undefined;
  const certificate: Partial<PeerCertificate> = socket.getPeerCertificate();
  // Several CNs come as an array, against the type.
  const commonName = [certificate.subject?.CN as string | string[] | undefined].flat()[0];
  return commonName ?? firstDnsName(certificate.subjectaltname);
}

// `DNS:a.example, IP Address:10.0.0.1`; a name with odd characters is quoted by Node and left alone here.
function firstDnsName(names: string | undefined): string | undefined {
  const first = names?.split(', ').find((name) => name.startsWith('DNS:') && !name.startsWith('DNS:"'));
  return first?.slice('DNS:'.length);
}
