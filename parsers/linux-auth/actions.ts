// The words of event.action that only logons to Linux and BSD machines need; what others do too is in src/event/actions.ts.

export const ACTIONS = {
  ssh_key_refused:
    'The SSH server refused a key or certificate before it was tried: algorithm, revocation, expiry, source address.',
  ssh_files_refused: 'The SSH server ignored a user’s files because of their owner or mode.',
  ssh_throttled: 'The SSH server began or ended refusing connections because there are too many.',
  ssh_penalised: 'The SSH server shuts an address out for a while because of what came from it.',
  ssh_forwarding: 'A tunnel through the SSH server was opened.',
  ssh_forwarding_refused: 'A tunnel through the SSH server was refused or failed.',
  ssh_configuration_error: 'The SSH server could not use something of its configuration or its host keys.',
  ssh_server_error: 'The SSH server or its sandbox had a fault of its own.',
  ssh_session_info: 'The SSH server told of a session: its process, its traffic.',
  sftp_session: 'An SFTP session began or ended.',
  sftp_transfer: 'A file was read or written over SFTP; the counts of bytes tell which.',
  sftp_file_opened: 'A file or directory was opened or looked at over SFTP.',
  sftp_file_changed: 'A file or directory was created, renamed or changed over SFTP.',
  sftp_file_deleted: 'A file or directory was deleted over SFTP.',
  sftp_denied: 'A request over SFTP was refused or failed.',
  password_expired: 'A password has expired or must be changed.',
  group_switched: 'A user went on with another primary group (newgrp).',
  limits_reached: 'A logon was refused because too many sessions or resources of the user are in use.',
  authentication_error: 'A PAM module or a helper of it could not do its work.',
  sudo_error: 'sudo could not do its work, or found something odd.',
  sudo_command_continued: 'The rest of a command that was too long for one message of sudo.',
  sudo_command_ended: 'A command that sudo ran has ended.',
  at_job: 'atd ran a job.',
  cron_info: 'cron or anacron told about itself: started, reloaded a table, ran late.',
  cron_error: 'cron refused a user or could not read a table.',
  remote_desktop_session: 'A remote desktop session (xrdp) began, ended or was taken up again.',
  ftp_logout: 'An FTP session ended.',
  ftp_file_deleted: 'A file was deleted over FTP.',
  ftp_file_changed: 'A file or directory was created, renamed or changed over FTP.',
  service_connection: 'A client connected to a service that libwrap guards, or was refused.',
  power_key: 'A power, suspend or lid switch was used.',
} as const satisfies Readonly<Record<string, string>>;

export type OwnAction = keyof typeof ACTIONS;
