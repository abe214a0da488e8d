// The words of event.action that VPN servers need.

export const ACTIONS = {
  vpn_login: 'A logon to the VPN; outcome tells the result.',
  vpn_login_step:
    'One step of a VPN logon (credentials checked, the client was told no); the logon is told by another line.',
  vpn_lease: 'A VPN client got an address inside: source.nat.ip.',
  vpn_logout: 'A VPN client’s connection ended.',
  vpn_connection: 'A client began to talk to the VPN server.',
  vpn_certificate_checked: 'A client’s certificate was checked; outcome tells the result.',
  vpn_renegotiated: 'Keys of a running VPN connection were made anew.',
  vpn_tls_error: 'A client did not speak TLS as it should, or not in time.',
  vpn_packet_dropped: 'A packet of a client was dropped.',
  vpn_server_started: 'The VPN server or tunnel is up.',
  vpn_server_stopped: 'The VPN server or tunnel ended or restarts.',
  vpn_message: 'The VPN server said something else.',
} as const satisfies Readonly<Record<string, string>>;

export type VpnAction = keyof typeof ACTIONS;
