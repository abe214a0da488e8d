// What people say about who is who; the module’s settings and the portal’s page make it.

export interface IdentitySettings {
  /** Account name as it stands in logs (any case, with or without domain) -> the name it is learned under. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Accounts that several people use: learned as accounts, but never taken for a person who owns a device. `*` is any text. */
  readonly shared: readonly string[];
  /** Device (short host name, MAC or IP address) -> its owner. */
  readonly owners: Readonly<Record<string, string>>;
  /** Accounts that are not learned at all. `*` is any text. */
  readonly ignored: readonly string[];
}
