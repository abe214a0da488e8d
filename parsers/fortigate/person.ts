// Who a VPN event is about. Of IPsec `user` is the peer's id, often its address; the person is who answered EAP (IKEv2) or XAuth (IKEv1).

import type { Values } from './classes.js';

/** The same, with the person under `user` and the peer's id under `peer_id`. */
export function withPerson(values: Values): Values {
  if (values.get('subtype') !== 'vpn' || !isIpsec(values)) return values;
  const { user: peer, eapuser, xauthuser, ...rest } = Object.fromEntries(values);
  const person = eapuser ?? xauthuser;
  const named = new Map(Object.entries(rest));
  if (person !== undefined) named.set('user', person);
  if (xauthuser !== undefined && xauthuser !== person) named.set('xauthuser', xauthuser);
  if (peer !== undefined) named.set('peer_id', peer);
  return named;
}

/** Tunnels of SSL VPN, L2TP and PPTP say what they are; IPsec's say `ipsec` or nothing. */
function isIpsec(values: Values): boolean {
  return !/^(?:ssl|l2tp|pptp)/.test(values.get('tunneltype') ?? values.get('action') ?? '');
}
