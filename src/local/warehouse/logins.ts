/** Who may sign in to the warehouse with a password: master users of clusters and namespaces, and temporary credentials. */
import { randomBytes } from 'node:crypto';
import type { Collection, Store } from '../state/store.ts';

export interface Login {
  readonly password: string;
  /** Milliseconds; absent: it stays. */
  readonly expires?: number | undefined;
}

/** Who calls, as Redshift names an IAM user; STS knows the endpoint's one user by this name. */
export const callersUser = 'IAM:strata-local';

/** One warehouse serves all regions. */
const everywhere = 'global';

function logins(store: Store): Collection<Login> {
  return store.collection<Login>('redshift.login', everywhere);
}

/** @param user the name as it signs in, such as `awsuser` or `IAM:analyst` */
export function setLogin(store: Store, user: string, login: Login): void {
  logins(store).put(user.toLowerCase(), login);
}

/** A password that is good until then; those that have expired are forgotten. */
export function temporaryLogin(store: Store, user: string, expires: number): Login {
  const all = logins(store);
  for (const { id, value } of all.all()) {
    if (value.expires !== undefined && value.expires < Date.now()) all.delete(id);
  }
  const login = { password: randomBytes(48).toString('base64'), expires };
  all.put(user.toLowerCase(), login);
  return login;
}

export function removeLogin(store: Store, user: string): void {
  logins(store).delete(user.toLowerCase());
}

/** What this user must give as a password; undefined for one who has none or whose has expired. */
export function passwordOf(store: Store, user: string): string | undefined {
  const login = logins(store).get(user.toLowerCase());
  return login && (login.expires === undefined || login.expires >= Date.now()) ? login.password : undefined;
}
