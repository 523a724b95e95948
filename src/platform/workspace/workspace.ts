/** The folder that the user has open, as far as services may know of it. */
export interface Workspace {
  /** Absolute; absent when no folder is open. */
  readonly root: string | undefined;
  /** In an untrusted workspace nothing executes, and nothing that its settings name is used. */
  readonly trusted: boolean;
  /** A Python of the user's own that runs dbt, as the setting has it: absolute, or from the root. */
  readonly dbtPython?: string;
}
