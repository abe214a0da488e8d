// Words for event.action that only dnsmasq needs.

export const ACTIONS = {
  tftp_transfer: 'dnsmasq’s TFTP server sent a file, or could not.',
};
