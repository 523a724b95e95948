/** Servers with a REST API of their own that a user signs in to, such as a self-hosted Airflow. */

export type WebLogin =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'token'; readonly token: string };

export interface WebServer {
  /** As the tree calls it. */
  readonly title: string;
  /** Without a path: who has signed in to one place of a server has done so to all of it. */
  readonly origin: string;
}

/** Who signs in where; each front door has a way of its own to know. */
export interface WebLogins {
  /** Undefined when the user does not say. */
  find(server: WebServer, signal: AbortSignal): Promise<WebLogin | undefined>;
  /** What was kept is not right (any more). */
  forget(server: WebServer): Promise<void>;
  /** What the reader can do where there is no login. */
  readonly hint: string;
}
