/** The folder that the user has open, as far as services may know of it. */
export interface Workspace {
  /** Absolute; absent when no folder is open. */
  readonly root: string | undefined;
  /** In an untrusted workspace nothing executes, and nothing that its settings name is used. */
  readonly trusted: boolean;
}
