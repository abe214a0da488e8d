// The words of event.action that only Samba needs; what other systems do too is in src/event/actions.ts.

export const ACTIONS = {
  smb_login: 'A logon to Samba (SMB, LDAP, Kerberos, NETLOGON) succeeded or failed; outcome tells which.',
  smb_authorized: 'Samba let an account use a service, with the rights of its groups.',
  smb_share: 'A share was connected or disconnected.',
  smb_file_read: 'A file or directory on a share was opened, listed or read.',
  smb_file_changed: 'A file or directory on a share was created, written, renamed or changed.',
  smb_file_deleted: 'A file or directory on a share was deleted.',
  smb_denied: 'An operation on a share failed or was refused.',
  directory_changed: 'An object of the directory was added, changed or deleted.',
  samba_error: 'Samba reported a fault of its own.',
} as const satisfies Readonly<Record<string, string>>;
