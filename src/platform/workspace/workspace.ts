/** The folder that the user has open, as far as services may know of it. */
export interface Workspace {
  /** Absolute; absent when no folder is open. */
  readonly root: string | undefined;
  /** In an untrusted workspace nothing executes, and nothing that its settings name is used. */
  readonly trusted: boolean;
  /** What the user's settings say of dbt. */
  readonly dbt?: {
    /** A Python of the user's own that runs it: absolute, or from the root. */
    readonly python?: string | undefined;
    /** The target that is used where a command names none and the profile has it. */
    readonly target?: string | undefined;
  };
}
